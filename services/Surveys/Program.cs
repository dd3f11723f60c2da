using CustomerService.Replicas;
using CustomerService.ServiceDefaults;
using CustomerService.Surveys.Answers;
using CustomerService.Surveys.CallBacks;
using CustomerService.Surveys.Integration;
using CustomerService.Surveys.Invitations;
using CustomerService.Surveys.Pages;
using CustomerService.Surveys.Results;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("surveys");
builder.AddEventStore(store => store.AddInvitations().AddCallBacks().AddResults(), SurveyPublisher.ToFact);
builder.AddBus("surveys", bus =>
{
    bus.AddConsumer<TicketClosedConsumer>();
    bus.AddConsumer<CustomerConfidentialityChangedConsumer>();
    bus.AddConsumer<CustomerFileLentConsumer>();
    bus.AddConsumer<TokensEndedConsumer>();
});
builder.AddInvitations();
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.MapInvitations();
app.MapAnswers();
app.MapPages();
app.MapCallBacks();
app.MapResults();
await app.Serve();
