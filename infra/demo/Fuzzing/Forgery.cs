using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace CustomerService.Demo.Fuzzing;

/// <summary>Access tokens that are not good, made from one that is.</summary>
internal static class Forgery
{
    /// <summary>Authorization headers by what is wrong with them; none may open anything.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(string good, JsonNode publicKey)
    {
        var parts = good.Split('.');
        var (header, payload) = (JsonNode.Parse(Decode(parts[0]))!.AsObject(), JsonNode.Parse(Decode(parts[1]))!.AsObject());
        using var stranger = RSA.Create(2048);
        var modulus = Decode((string)publicKey["n"]!);
        return
        [
            new("alg none", Bearer(Head("none"), parts[1], "")),
            new("alg None", Bearer(Head("None"), parts[1], parts[2])),
            new("HS256 with the public key", Hmac(Head("HS256"), parts[1], modulus)),
            new("HS256 with the public key as JSON", Hmac(Head("HS256"), parts[1], Encoding.UTF8.GetBytes(publicKey.ToJsonString()))),
            new("no signature", Bearer(parts[0], parts[1], "")),
            new("another role", Bearer(parts[0], Body("role", new JsonArray("administrator", "auditor")), parts[2])),
            new("another subject", Bearer(parts[0], Body("sub", "A002"), parts[2])),
            new("key of a stranger", Signed(parts[0], parts[1])),
            new("another issuer", Signed(parts[0], Body("iss", "https://issuer.example/"))),
            new("another audience", Signed(parts[0], Body("aud", "somebody-else"))),
            new("long expired", Signed(parts[0], Body("exp", 1_500_000_000))),
            new("key by address", Signed(Head("RS256", "jku", "https://issuer.example/keys"), parts[1])),
            new("no token at all", "Bearer null"),
            new("two dots", "Bearer .."),
            new("basic", $"Basic {Convert.ToBase64String("admin:admin"u8)}"),
            new("nonsense", $"Bearer {new string('A', 6000)}"),
        ];

        string Signed(string head, string body) =>
            Bearer(
                head,
                body,
                Base64Url.EncodeToString(
                    stranger.SignData(Encoding.ASCII.GetBytes($"{head}.{body}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
                )
            );

        string Body(string claim, JsonNode value)
        {
            var changed = payload.DeepClone();
            changed[claim] = value;
            return Encode(changed);
        }

        string Head(string algorithm, string? field = null, string? value = null)
        {
            var changed = header.DeepClone();
            changed["alg"] = algorithm;
            if (field is not null)
            {
                changed[field] = value;
            }

            return Encode(changed);
        }
    }

    private static string Hmac(string head, string body, byte[] key) =>
        Bearer(head, body, Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes($"{head}.{body}"))));

    private static string Bearer(string head, string body, string signature) => $"Bearer {head}.{body}.{signature}";

    private static string Encode(JsonNode node) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(node.ToJsonString()));

    private static byte[] Decode(string text) => Base64Url.DecodeFromChars(text);
}
