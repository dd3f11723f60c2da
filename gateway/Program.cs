using CustomerService.AccessControl;
using CustomerService.Gateway;
using CustomerService.Gateway.OpenApi;
using CustomerService.Gateway.Proxy;
using CustomerService.Stopping;

var builder = WebApplication.CreateBuilder(args);
builder.AddTelemetry();
builder.AddDraining();
builder.AddAccessControl();
builder.AddServer();
builder.AddEdge();
builder.AddProxy();
builder.AddJoinedDocument();

var app = builder.Build();
app.UseEdge();
app.UseAccessControl(onlyFromOurs: false);
app.MapHealth();
app.MapJoinedDocument();
Desk.Map(app);
app.MapProxy();
app.Run();
