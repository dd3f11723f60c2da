using CustomerService.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("repair");
builder.AddEventStore(store => { }, e => null);
builder.AddBus("repair", bus => { });
builder.Services.AddValidation();
builder.Services.AddOpenApi();

var app = builder.Build();
app.UseServiceDefaults();
app.Run();
