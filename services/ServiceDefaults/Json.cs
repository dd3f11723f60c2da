using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomerService.ServiceDefaults;

/// <summary>The one JSON shape of the API and the event stream: camelCase, enumerations as strings, unknown values refused with the list of good ones.</summary>
public static class Json
{
    /// <summary>Options to serialise with; frozen.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Applies the shape to <paramref name="options"/>.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new ListedEnumConverter());
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        return options;
    }

    /// <summary>The code of an enumeration value as it stands in JSON: InProgress → inProgress.</summary>
    public static string ToCode<T>(this T value) where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private sealed class ListedEnumConverter : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

        private sealed class Converter<T> : JsonConverter<T> where T : struct, Enum
        {
            private static readonly Dictionary<string, T> Values =
                Enum.GetValues<T>().ToDictionary(v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()), StringComparer.OrdinalIgnoreCase);

            public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            {
                var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                return text is not null && Values.TryGetValue(text, out var value)
                    ? value
                    : throw new JsonException($"The value must be one of: {string.Join(", ", Values.Keys)}.");
            }

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                writer.WriteStringValue(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));

            public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                Values.TryGetValue(reader.GetString()!, out var value)
                    ? value
                    : throw new JsonException($"The name must be one of: {string.Join(", ", Values.Keys)}.");

            public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                writer.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(value.ToString()));
        }
    }
}
