using System.Text.Json.Nodes;

namespace CustomerService.Demo.Scenes;

/// <summary>An engineer is offered the visit, goes there and mends the unit, or takes it along.</summary>
internal static class VisitScene
{
    // A picture of one pixel stands for the drawn signature.
    private const string Signature = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    public static async Task<string> Play(Scene scene, string? model)
    {
        await scene.Do("visit", $"agent:{scene.Agent}", $"/api/tickets/{scene.Ticket}/visits");
        var order = $"{scene.Ticket}-W1";
        var turn = 0;
        var visit = await Offered(scene, order, turn);
        if (EngineerOf(visit, turn) is { } first && scene.Chance("first offer", 25))
        {
            await scene.Do("decline", $"engineer:{first}", $"/api/work-orders/{order}/visits/1/decline", new { reason = "no-time" });
            turn = 1;
            visit = await Offered(scene, order, turn);
        }

        if (EngineerOf(visit, turn) is not { } engineer)
        {
            // Nobody near has the skill: the unit comes to us instead.
            await scene.Do("visit-cancel", "dispatcher:D01", $"/api/work-orders/{order}/visits/1/cancel", new { reason = "no-engineer" });
            return await RepairScene.Request(scene, model);
        }

        return await Go(scene, order, engineer, model);
    }

    private static async Task<string> Go(Scene scene, string order, string engineer, string? model)
    {
        var actor = $"engineer:{engineer}";
        var path = $"/api/work-orders/{order}/visits/1";
        var view = await scene.Do("visit-accept", actor, $"{path}/accept");
        var site = (string)view["visits"]![0]!["siteCode"]!;
        await scene.Fill(site);
        await scene.Do("visit-leave", actor, $"{path}/on-the-way");
        await scene.Do("visit-arrive", actor, $"{path}/arrive");
        var faultCode = scene.Contact.FaultCode!;
        var part = scene.Data.PartFor(model, faultCode);
        var workshop = part is null || scene.Chance("needs workshop", 15);
        await scene.Do(
            "visit-complete",
            actor,
            $"{path}/complete",
            new
            {
                outcome = workshop ? "needsWorkshop" : "repaired",
                findings = workshop ? "现场无法修复，需返厂检测。" : "更换配件后功能正常。",
                acts = new[] { "inspect", workshop ? "collect" : "replace-part" },
                faultCode,
                partsUsed = workshop ? [] : new[] { new { partNumber = part!.Number, quantity = 1 } },
                hours = 0.5m + (DemoData.Draw(scene.Contact.Key, "hours") / 50m),
                travelKilometres = DemoData.Draw(scene.Contact.Key, "kilometres") / 2m,
                signature = new { imageBase64 = Signature, signedBy = "customer" },
            }
        );
        await scene.TicketKnows(order, "completed");
        return workshop ? await RepairScene.Play(scene, $"{order}-R", site, model) : await RepairScene.SettleOnSite(scene, $"{order}-R");
    }

    private static async Task<JsonNode> Offered(Scene scene, string order, int turn)
    {
        var view = await scene.Until(
            $"/api/work-orders/{order}",
            o =>
                o["visits"]?[0] is { } visit
                && (EngineerOf(visit, turn) is not null || (string?)visit["waiting"] is not null || (string?)visit["state"] == "cancelled"),
            $"{order} to be offered"
        );
        return view["visits"]![0]!;
    }

    /// <summary>By place in the list of offers, so that playing the story again asks the same engineer.</summary>
    private static string? EngineerOf(JsonNode visit, int turn) =>
        visit["offers"] is JsonArray offers && offers.Count > turn ? (string?)offers[turn]!["engineerId"] : null;
}
