using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace CustomerService.ServiceDefaults;

/// <summary>
/// The one JSON shape of the API and the event stream: camelCase, enumerations as strings, unknown values refused with the list of good
/// ones, numbers as numbers.
/// </summary>
public static class Json
{
    /// <summary>Options to serialise with; frozen.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>
    /// To read what somebody sends: as <see cref="Options"/>, and a member that is not known, or comes twice, is refused.
    /// </summary>
    public static JsonSerializerOptions Requests { get; } = ConfigureRequests(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    /// <summary>Applies the shape to <paramref name="options"/>.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new ListedEnumConverter());
        // A number is a number: "5" is refused, and the API document says the same.
        options.NumberHandling = JsonNumberHandling.Strict;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        return options;
    }

    internal static JsonSerializerOptions ConfigureRequests(JsonSerializerOptions options)
    {
        Configure(options);
        options.AllowDuplicateProperties = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        return options;
    }

    /// <summary>The code of an enumeration value as it stands in JSON: InProgress → inProgress.</summary>
    public static string ToCode<T>(this T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>The value of a code, in any case; null when it is none.</summary>
    public static T? FromCode<T>(string? code)
        where T : struct, Enum => Codes<T>.Values.TryGetValue(code ?? "", out var value) ? value : null;

    /// <summary>The good codes of an enumeration, for people.</summary>
    internal static string ListOf<T>()
        where T : struct, Enum => string.Join(", ", Codes<T>.Values.Keys);

    private static class Codes<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<string, T> Values = Enum.GetValues<T>()
            .ToDictionary(v => v.ToCode(), StringComparer.OrdinalIgnoreCase);
    }

    private sealed class ListedEnumConverter : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert.IsEnum;

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(typeof(Converter<>).MakeGenericType(typeToConvert))!;

        private sealed class Converter<T> : JsonConverter<T>
            where T : struct, Enum
        {
            public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
            {
                var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
                return FromCode<T>(text) ?? throw new JsonException($"The value must be one of: {ListOf<T>()}.");
            }

            public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                writer.WriteStringValue(value.ToCode());

            public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
                FromCode<T>(reader.GetString()) ?? throw new JsonException($"The name must be one of: {ListOf<T>()}.");

            public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
                writer.WritePropertyName(value.ToCode());
        }
    }
}

/// <summary>An enumeration value in a query string: its code, as in JSON; an unknown one is refused with the list of good ones.</summary>
public readonly record struct Code<T>(T Value)
    where T : struct, Enum
{
    /// <summary>Binds the parameter of an endpoint.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "Minimal APIs look for it on the type.")]
    public static bool TryParse(string? text, IFormatProvider? provider, out Code<T> code)
    {
        code = new Code<T>(Json.FromCode<T>(text) ?? throw new BadHttpRequestException($"{text} must be one of: {Json.ListOf<T>()}."));
        return true;
    }
}
