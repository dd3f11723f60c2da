using System.Globalization;
using System.Text.Json.Nodes;

namespace CustomerService.Demo.Scenes;

/// <summary>A ticket from its first contact to the customer's verdict.</summary>
internal static class TicketScene
{
    /// <summary>Who takes the calls.</summary>
    public static IReadOnlyList<string> Agents { get; } = [.. Enumerable.Range(1, 30).Select(Name)];

    /// <summary>Plays the contact and says where its ticket must be in the end.</summary>
    public static async Task<(string Status, int Episode)> Play(Scene scene)
    {
        var ticket = await Open(scene);
        await HandOver(scene, ticket);
        await scene.Do(
            "reply",
            $"agent:{scene.Agent}",
            $"/api/tickets/{scene.Ticket}/notes",
            new { text = "您好，已收到您的问题，我们马上处理。", @public = true }
        );
        if (scene.IsAngry)
        {
            await VoiceComplaint(scene, ticket);
        }

        await Resolve(scene, "resolve", await Solve(scene, ticket));
        return await Verdict(scene);
    }

    private static async Task<JsonNode> Open(Scene scene)
    {
        var contact = scene.Contact;
        var agent = AgentOf(scene, "first agent");
        var unattended = contact.Channel is "email" or "web";
        var command = new
        {
            contact.Channel,
            contact.Key,
            customerNumber = contact.CustomerNo,
            contact.Type,
            contact.Text,
            unitImei = contact.Imei,
            contact.FaultCode,
            impact = scene.IsAngry ? "high" : null,
        };
        var ticket = await scene.Do(
            "open",
            contact.Channel == "web" ? scene.Customer
                : unattended ? "integration:demo"
                : $"agent:{agent}",
            "/api/tickets",
            command
        );
        // A list instead of a ticket: only "carried out" came back. The contact's own key finds its ticket.
        ticket = ticket["id"] is null
            ? (await scene.Gateway.Post("/api/tickets", $"agent:{agent}", command, null, scene.Cancellation)).Body!
            : ticket;
        scene.Ticket = (string)ticket["id"]!;
        scene.Agent = unattended ? "desk" : agent;
        return ticket;
    }

    /// <summary>I9: what no agent received is handed to one; some others change hands too, and only the receiver can accept.</summary>
    private static async Task HandOver(Scene scene, JsonNode ticket)
    {
        var unattended = (string)ticket["firstOwner"]! != scene.Agent || scene.Contact.Channel is "email" or "web";
        if (!unattended && !scene.Chance("hand-over", 7))
        {
            return;
        }

        var to = AgentOf(scene, "second agent");
        to = to == scene.Agent ? NextAgent(to) : to;
        var path = $"/api/tickets/{scene.Ticket}/hand-over";
        await scene.Do(
            "hand-over",
            unattended ? "supervisor:routing" : $"agent:{scene.Agent}",
            path,
            new { to, reason = unattended ? "routing" : "shift ends" }
        );
        if (scene.Chance("wrong receiver", 10))
        {
            await scene.Refused("hand-over-wrong", $"agent:{NextAgent(to)}", $"{path}/accept", null, "not-the-receiver", "no-hand-over");
        }

        await scene.Do("hand-over-accept", $"agent:{to}", $"{path}/accept");
        scene.Agent = to;
    }

    private static async Task VoiceComplaint(Scene scene, JsonNode ticket)
    {
        var kind = scene.Pick("complaint about", ["product", "policy", "site", "person"]);
        await scene.Do(
            "complain",
            $"agent:{scene.Agent}",
            $"/api/tickets/{scene.Ticket}/complaints",
            new
            {
                aboutKind = kind,
                about = kind switch
                {
                    "product" => (string?)ticket["model"],
                    "site" => scene.Data.CentreFor(scene.Contact.CustomerNo).Code,
                    "person" => AgentOf(scene, "person complained about"),
                    _ => null,
                },
                severity = scene.Pick("severity", ["low", "medium", "medium", "high"]),
                remedySought = scene.Pick("remedy sought", ["apology", "repair", "compensation", null]),
            }
        );
        await ComplaintScene.Play(scene, $"{scene.Ticket}-C1");
    }

    /// <summary>Does what the contact asks for and says how it was solved.</summary>
    private static async Task<string> Solve(Scene scene, JsonNode ticket)
    {
        var contact = scene.Contact;
        var broken = contact.Type == "fault" && contact.FaultCode is not null && contact.Imei is not null;
        if (!broken)
            return scene.IsAngry ? "complaint-settled" : "answered";
        if (contact.WantsVisit)
            return await VisitScene.Play(scene, (string?)ticket["model"]);
        if (scene.Chance("solved on the phone", 45))
            return "solved-by-phone";
        return await RepairScene.Request(scene, (string?)ticket["model"]);
    }

    private static Task<JsonNode> Resolve(Scene scene, string step, string code) =>
        scene.Do(
            step,
            $"agent:{scene.Agent}",
            $"/api/tickets/{scene.Ticket}/resolve",
            new
            {
                code,
                note = "已处理，感谢您的反馈。",
                staysOpen = "手续办理中",
            }
        );

    /// <summary>I8: most customers accept, some reject once, some say nothing.</summary>
    private static async Task<(string Status, int Episode)> Verdict(Scene scene)
    {
        var path = $"/api/tickets/{scene.Ticket}";
        var episode = 1;
        if (scene.Chance("rejects", 8))
        {
            await scene.Do("reject", scene.Customer, $"{path}/reject", new { reason = "问题还是没有解决。" });
            await Resolve(scene, "resolve-again", "explained");
            episode = 2;
        }
        else if (scene.Chance("says nothing", 12))
        {
            return ("resolved", episode);
        }

        await scene.Do("accept", scene.Customer, $"{path}/accept");
        await SurveyScene.Play(scene, string.Create(CultureInfo.InvariantCulture, $"{scene.Ticket}-E{episode}"));
        return ("closed", episode);
    }

    private static string AgentOf(Scene scene, string what) => Agents[DemoData.Draw(scene.Contact.Key, what) * Agents.Count / 100];

    private static string NextAgent(string agent) => Name((int.Parse(agent.AsSpan(1), CultureInfo.InvariantCulture) % Agents.Count) + 1);

    private static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"A{number:D3}");
}
