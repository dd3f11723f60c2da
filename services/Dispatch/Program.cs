using CustomerService.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("dispatch");
builder.AddEventStore(store => { }, e => null);
builder.AddBus("dispatch", bus => { });
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.Run();
