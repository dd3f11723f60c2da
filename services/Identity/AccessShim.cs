global using CustomerService.AccessControl;

namespace CustomerService.AccessControl;

public enum Role { Customer, Agent, Supervisor, Dispatcher, Engineer, Storekeeper, ComplaintHandler, Quality, Administrator, Auditor, Integration, System }

public enum Confidentiality { Normal, Secret, Confidential, TopSecret }

internal static class Roles
{
    public static string Code(this Role role) => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(role.ToString());

    public static Role? FromCode(string? code) => Enum.GetValues<Role>().Cast<Role?>().FirstOrDefault(r => r!.Value.Code() == code);
}

internal static class Permissions
{
    public static TBuilder Permit<TBuilder>(this TBuilder endpoint, params Role[] roles) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(roles);

    public static TBuilder PermitUnguarded<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint;
}
