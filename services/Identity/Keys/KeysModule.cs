using Marten;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using OpenIddict.Server;

namespace CustomerService.Identity.Keys;

internal static class KeysModule
{
    public static StoreOptions AddKeys(this StoreOptions options)
    {
        options.Storage.ExtendedSchemaObjects.Add(KeyRing.Table);
        options.Storage.ExtendedSchemaObjects.Add(DataProtectionKeys.Table);
        return options;
    }

    public static void AddKeys(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<KeySeal>();
        services.AddSingleton<KeyRing>();
        services.AddSingleton<IConfigureOptions<OpenIddictServerOptions>>(provider => provider.GetRequiredService<KeyRing>());
        services.AddSingleton<IOptionsChangeTokenSource<OpenIddictServerOptions>>(provider => provider.GetRequiredService<KeyRing>());
        services.AddHostedService<KeyRotation>();
        services.AddDataProtection().SetApplicationName("customerservice-identity");
        services.AddSingleton<DataProtectionKeys>();
        services
            .AddOptions<KeyManagementOptions>()
            .Configure<DataProtectionKeys, KeySeal>(
                (keys, repository, seal) =>
                {
                    keys.XmlRepository = repository;
                    keys.XmlEncryptor = new SealedXml(seal);
                }
            );
    }
}
