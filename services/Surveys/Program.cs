using CustomerService.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("surveys");
builder.AddEventStore(store => { }, e => null);
builder.AddBus("surveys", bus => { });
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.Run();
