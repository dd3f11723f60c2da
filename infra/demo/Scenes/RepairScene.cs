using System.Text.Json.Nodes;

namespace CustomerService.Demo.Scenes;

/// <summary>Workshop work on one unit.</summary>
internal static class RepairScene
{
    private static readonly string[] Away = ["requested", "cancelled"];

    private static readonly string[] Ended = ["handedOver", "exchanged", "refunded", "returnedUnrepaired"];

    private static readonly string[] BroughtAlong = ["charger"];

    /// <summary>The agent asks for it.</summary>
    public static async Task<string> Request(Scene scene, string? model)
    {
        var site = scene.Data.CentreFor(scene.Contact.CustomerNo).Code;
        await scene.Do("repair", $"agent:{scene.Agent}", $"/api/tickets/{scene.Ticket}/repairs", new { siteCode = site });
        return await Play(scene, $"{scene.Ticket}-R1", site, model);
    }

    /// <summary>From the arrival of the unit to its end; gives the resolution code.</summary>
    public static async Task<string> Play(Scene scene, string order, string site, string? model)
    {
        var path = $"/api/repair-orders/{order}";
        var technician = $"engineer:{site}-T1";
        await scene.Until(path, _ => true, $"{order} to be known");
        await scene.Fill(site);
        // Another contact of the same customer may be about the same unit: it comes here when it is home again.
        await scene.Until(
            $"/api/repair-orders?imei={scene.Contact.Imei}&limit=200",
            page => page["items"]!.AsArray().All(o => (string?)o!["id"] == order || IsHome(o)),
            $"{scene.Contact.Imei} to be home"
        );
        await scene.Do("receive", technician, $"{path}/receive", new { siteCode = site, accessories = BroughtAlong });
        var ended = await Decide(scene, path, technician, model) is { } end ? end : await Mend(scene, path, site, technician);
        await scene.TicketKnows(order, Ended);
        return ended;
    }

    /// <summary>What a visit repaired is free, or paid by the customer; where the table offers no repair the customer decides.</summary>
    public static async Task<string> SettleOnSite(Scene scene, string order)
    {
        var path = $"/api/repair-orders/{order}";
        var view = await scene.Until(path, o => (string?)o["status"] is not "received", $"{order} to be decided");
        if ((string?)view["status"] == "quoted")
        {
            var answer = scene.Chance("pays for what was done", 90) ? "accept" : "decline";
            view = await scene.Do("quote", scene.Customer, $"{path}/quote/{answer}", VersionOf(view));
            await Pay(scene, view, path, (string)view["siteCode"]!);
        }
        else if ((string?)view["status"] == "diagnosed")
        {
            await scene.Do("keep", $"storekeeper:{(string)view["siteCode"]!}-K1", $"{path}/hand-over");
        }

        await scene.TicketKnows(order, Ended);
        return "repaired-on-site";
    }

    /// <summary>Inspection, warranty, and what the customer chooses; null when the unit is to be mended.</summary>
    private static async Task<string?> Decide(Scene scene, string path, string technician, string? model)
    {
        var fault = scene.Data.Faults[scene.Contact.FaultCode!];
        var part = scene.Data.PartFor(model, fault.Code);
        var view = await scene.Do(
            "diagnose",
            technician,
            $"{path}/diagnose",
            new
            {
                faultCode = fault.Code,
                listedFaultConfirmed = fault.Listed,
                laborHours = 0.5m + (DemoData.Draw(scene.Contact.Key, "labour") / 100m),
                parts = part is null ? [] : new[] { new { partNumber = part.Number, quantity = 1 } },
                exclusion = fault.Code is "F04" or "F12" ? "userDamage" : "none",
            }
        );
        if ((string?)view["status"] == "quoted")
        {
            var accepts = scene.Chance("accepts quote", 85);
            await scene.Do("quote", scene.Customer, $"{path}/quote/{(accepts ? "accept" : "decline")}", VersionOf(view));
            return accepts ? null : "returned-unrepaired";
        }

        if ((string?)view["chosen"] is not null)
        {
            return null;
        }

        var options = view["warrantyDecisions"]!.AsArray()[^1]!["decision"]!["options"]!
            .AsArray()
            .Select(o => (string)o!)
            .Where(o => o != "paidRepair")
            .ToList();
        var usual = options.FirstOrDefault(o => o is "repair" or "replaceAccessory");
        var choice = usual is null || scene.Chance("prefers another option", 25) ? scene.Pick("option", options) : usual;
        await scene.Do("choose", scene.Customer, $"{path}/choose", new { option = choice });
        return choice switch
        {
            "exchange" => "exchanged",
            "refund" => "refunded",
            _ => null,
        };
    }

    private static object VersionOf(JsonNode order) => new { version = (int)order["quote"]!["version"]! };

    private static bool IsHome(JsonNode order) =>
        order["repairedOnSiteAt"] is not null || Away.Contains((string?)order["status"]) || Ended.Contains((string?)order["status"]);

    private static async Task<string> Mend(Scene scene, string path, string site, string technician)
    {
        var view = await scene.Do("reserve", technician, $"{path}/reserve-parts");
        if ((string?)view["status"] == "awaitingParts")
        {
            await Replenish(scene, view, path, site);
        }

        if (scene.Chance("quality check fails", 12))
        {
            await scene.Do("finish", technician, $"{path}/finish");
            await scene.Do("check-fails", $"quality:{site}-Q1", $"{path}/quality-check", new { passed = false, note = "螺丝未拧紧" });
        }

        await scene.Do("finish-well", technician, $"{path}/finish");
        await scene.Do("check", $"quality:{site}-Q1", $"{path}/quality-check", new { passed = true, note = "功能正常" });
        view = await scene.Do("give-back", $"storekeeper:{site}-K1", $"{path}/hand-over");
        await Pay(scene, view, path, site);
        return "repaired";
    }

    /// <summary>What is due is paid at the counter.</summary>
    private static async Task Pay(Scene scene, JsonNode view, string path, string site)
    {
        if ((string?)view["settlement"] != "open")
        {
            return;
        }

        await scene.Do(
            "pay",
            $"storekeeper:{site}-K1",
            $"{path}/payments",
            new
            {
                amount = (decimal)view["charges"]!["due"]!,
                kind = scene.Chance("pays by card", 30) ? "card" : "wallet",
                reference = $"RC-{(string)view["id"]!}",
            }
        );
    }

    /// <summary>What is missing comes from headquarters; the order goes on by itself when it is booked.</summary>
    private static async Task Replenish(Scene scene, JsonNode view, string path, string site)
    {
        var lines = view["missingParts"]!
            .AsArray()
            .Select(m => new { partNumber = (string)m!["partNumber"]!, quantity = (int)m["quantity"]! });
        var document = $"DEMO-RE-{(string)view["id"]!}";
        var reply = await scene.Gateway.Post(
            "/api/stock/inbound",
            "storekeeper:DEMO",
            new
            {
                document,
                stockRoom = site,
                lines,
            },
            document,
            scene.Cancellation
        );
        if (!reply.IsSuccess)
        {
            throw new StoryStoppedException(reply.Code, $"{document}: {reply.Text}");
        }

        await scene.Until(path, o => (string?)o["status"] != "awaitingParts", "parts to be reserved");
    }
}
