using CustomerService.Contracts.Repair.Grpc;
using CustomerService.Intake;
using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Channels;
using CustomerService.Intake.Common.Imports;
using CustomerService.Intake.Common.ReadModels;
using CustomerService.Intake.Customers.Borrowings;
using CustomerService.Intake.Customers.Duplicates;
using CustomerService.Intake.Customers.Erasure;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.Intake.Customers.Standings;
using CustomerService.Intake.Customers.Upkeep;
using CustomerService.Intake.Desk.Departments;
using CustomerService.Intake.Desk.MajorFaults;
using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Desk.ServiceLevels;
using CustomerService.Intake.Finding.Search;
using CustomerService.Intake.Finding.Timeline;
using CustomerService.Intake.Grpc;
using CustomerService.Intake.Integration;
using CustomerService.Intake.Tickets.Attachments;
using CustomerService.Intake.Tickets.Categories;
using CustomerService.Intake.Tickets.Drafts;
using CustomerService.Intake.Tickets.HandOvers;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Lists;
using CustomerService.Intake.Tickets.Mentions;
using CustomerService.Intake.Tickets.Merging;
using CustomerService.Intake.Tickets.Orders;
using CustomerService.Intake.Tickets.Ratings;
using CustomerService.Intake.Tickets.Solutions;
using CustomerService.Intake.Tickets.Teams;
using CustomerService.Replicas;
using CustomerService.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("intake");
builder.AddEventStore(
    store =>
        store
            .AddImports()
            .AddReadModels()
            .AddFiles()
            .AddProofs()
            .AddDuplicates()
            .AddUpkeep()
            .AddStandings()
            .AddBorrowings()
            .AddErasure()
            .AddKnownPlaces()
            .AddKnownPeople()
            .AddUnits()
            .AddCases()
            .AddCategories()
            .AddTickets()
            .AddTeams()
            .AddDrafts()
            .AddMentions()
            .AddAttachments()
            .AddTicketLists()
            .AddRatings()
            .AddServiceLevels()
            .AddDepartments()
            .AddMajorFaults()
            .AddRouting()
            .AddSearch()
            .AddTimeline()
            .AddChannels(),
    IntakePublisher.ToFact
);
builder.AddBus("intake", bus =>
{
    bus.AddConsumer<WorkOrderStatusChangedConsumer>();
    bus.AddConsumer<RepairOrderStatusChangedConsumer>();
    bus.AddConsumer<TimelineConsumer>();
    bus.AddConsumer<PlaceChangedConsumer>();
    bus.AddConsumer<PersonChangedConsumer>();
    bus.AddConsumer<TokensEndedConsumer>();
});
builder.AddPeer<CoverDirectory.CoverDirectoryClient>("repair");
builder.AddImports();
builder.AddReadModels();
builder.AddFiles();
builder.AddProofs();
builder.AddDuplicates();
builder.AddUpkeep();
builder.AddStandings();
builder.AddBorrowings();
builder.AddErasure();
builder.AddUnits();
builder.AddTickets();
builder.AddDrafts();
builder.AddMentions();
builder.AddHandOvers();
builder.AddAttachments();
builder.AddTicketLists();
builder.AddRatings();
builder.AddServiceLevels();
builder.AddDepartments();
builder.AddMajorFaults();
builder.AddRouting();
builder.AddSearch();
builder.AddTimeline();
builder.AddChannels();
Reactions.Register(builder);
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapImports();
app.MapReadModels();
app.MapProofs();
app.MapDuplicates();
app.MapUpkeep();
app.MapStandings();
app.MapBorrowings();
app.MapErasure();
app.MapUnits();
app.MapCases();
app.MapCategories();
app.MapTickets();
app.MapHandOvers();
app.MapOrders();
app.MapSolutions();
app.MapTeams();
app.MapDrafts();
app.MapMentions();
app.MapAttachments();
app.MapMerging();
app.MapTicketLists();
app.MapServiceLevels();
app.MapDepartments();
app.MapMajorFaults();
app.MapRouting();
app.MapSearch();
app.MapTimeline();
app.MapChannels();
app.MapGrpcService<CustomerDirectoryService>().WithMetadata(VisibleResource.Filtered with { ByPlace = false }).Permit(Access.Peers);
app.MapGrpcService<TicketDirectoryService>().WithMetadata(VisibleResource.Filtered).Permit(Access.Peers);
await app.Serve();
