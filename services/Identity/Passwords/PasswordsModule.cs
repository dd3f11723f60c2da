using Marten;

namespace CustomerService.Identity.Passwords;

internal static class PasswordsModule
{
    public static StoreOptions AddPasswords(this StoreOptions options)
    {
        options.Storage.ExtendedSchemaObjects.AddRange(Credentials.Tables);
        options.Storage.ExtendedSchemaObjects.Add(Invitations.Table);
        return options;
    }

    public static void AddPasswords(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PasswordHasher>();
        builder.Services.AddSingleton<Credentials>();
        builder.Services.AddSingleton<Invitations>();
    }
}
