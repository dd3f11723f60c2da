using Marten;

namespace CustomerService.Intake.Channels.Templates;

// The stored schema of a template of replies; the key is template/ and its code.

/// <summary>The whole template as it is from now on: the next version.</summary>
internal sealed record TemplateSaved(
    string En,
    string ZhHans,
    string? Team,
    TemplateWords Words,
    bool Public,
    MacroActs? Acts,
    bool Active,
    string By,
    DateTimeOffset At
);

internal static class TemplateEvents
{
    /// <summary>Stored names are never reused or renamed.</summary>
    public static void Map(StoreOptions options) => options.Events.MapEventType<TemplateSaved>("template_saved_v1");
}
