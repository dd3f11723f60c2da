using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Npgsql;
using Weasel.Postgresql.Tables;

namespace CustomerService.Identity.Keys;

/// <summary>The keys of session cookies and of forms, which all replicas share in the database.</summary>
internal sealed class DataProtectionKeys(NpgsqlDataSource dataSource) : IXmlRepository
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);

    internal static Table Table { get; } = CreateTable();

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var select = dataSource.CreateCommand("select xml from data_protection_key");
        using var reader = select.ExecuteReader();
        var elements = new List<XElement>();
        while (reader.Read())
        {
            elements.Add(XElement.Parse(reader.GetString(0)));
        }

        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var insert = dataSource.CreateCommand(
            "insert into data_protection_key (name, xml) values (@name, @xml) on conflict (name) do nothing"
        );
        insert.Parameters.AddWithValue("name", friendlyName);
        insert.Parameters.AddWithValue("xml", element.ToString(SaveOptions.DisableFormatting));
        insert.ExecuteNonQuery();
    }

    /// <summary>The first key, made while no other replica does: each would make its own and not know the others'.</summary>
    public static void EnsureOne(IKeyManager keys, DateTimeOffset now)
    {
        if (!keys.GetAllKeys().Any(k => !k.IsRevoked && k.ExpirationDate > now))
        {
            keys.CreateNewKey(now, now + Lifetime);
        }
    }

    private static Table CreateTable()
    {
        var table = new Table("public.data_protection_key");
        table.AddColumn("name", "text").AsPrimaryKey();
        table.AddColumn("xml", "text").NotNull();
        return table;
    }
}

/// <summary>Seals data protection keys before they are stored.</summary>
internal sealed class SealedXml(KeySeal seal) : IXmlEncryptor
{
    internal const string Purpose = "data protection key";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(
            new XElement("sealed", seal.Seal(Purpose, Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)))),
            typeof(OpenedXml)
        );
}

/// <summary>Opens them again; made by data protection, which names it in the stored element.</summary>
internal sealed class OpenedXml(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement) =>
        XElement.Parse(Encoding.UTF8.GetString(services.GetRequiredService<KeySeal>().Open(SealedXml.Purpose, encryptedElement.Value)));
}
