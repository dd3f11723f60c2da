using CustomerService.Surveys.Invitations;
using CustomerService.TestSupport;
using Intake = CustomerService.Contracts.Intake.V1;
using V1 = CustomerService.Contracts.Surveys.V1;

namespace CustomerService.Surveys.HostTests;

/// <summary>One Surveys for all tests of the assembly.</summary>
public class SurveysHost()
    : ServiceHost<Program>(
        "surveys",
        new Dictionary<string, string> { ["Surveys:PublicAddress"] = "https://service.example.com/" },
        typeof(V1.SurveyInvited),
        typeof(V1.SurveySkipped),
        typeof(V1.SurveyAnswered),
        typeof(V1.CallBackOpened),
        typeof(V1.CallBackCompleted),
        typeof(V1.ComplaintAskedFor)
    )
{
    private static int _tickets;

    /// <summary>A closed episode of a ticket that no other test has.</summary>
    public static Intake.TicketClosed Closed(string? customer = null, string? site = "S310101", string? engineer = "E07") =>
        new()
        {
            TicketNumber = $"T{Interlocked.Increment(ref _tickets):D8}",
            Episode = 1,
            Reason = "accepted",
            CustomerNumber = customer ?? Guid.NewGuid().ToString("N"),
            CustomerClass = "vip",
            Language = "zh-Hans",
            RegionCode = "3101",
            Type = "fault",
            Owner = "A900",
            SiteCode = site,
            EngineerId = engineer,
            At = new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero),
        };

    /// <summary>Closes an episode and waits for its invitation.</summary>
    public async Task<SurveyInvitationView> Invite(Intake.TicketClosed? closed = null)
    {
        closed ??= Closed();
        await Publish(closed);
        await Published<V1.SurveyInvited>(i => i.TicketNumber == closed.TicketNumber);
        // Nobody of us sees the link: who writes to the customer does.
        using var writer = Client(Actor.System("subscriptions"));
        return await writer
            .GetAsync(new Uri($"/api/survey-invitations/{closed.TicketNumber}-E1", UriKind.Relative))
            .Read<SurveyInvitationView>();
    }
}

/// <summary>Tests that share the host.</summary>
[CollectionDefinition(Name)]
public sealed class SurveysCollection : ICollectionFixture<SurveysHost>
{
    /// <summary>The collection's name.</summary>
    public const string Name = "surveys";
}

/// <summary>A Surveys whose invitations lapse in seconds.</summary>
public sealed class HurriedHost()
    : ServiceHost<Program>(
        "surveys",
        new Dictionary<string, string>
        {
            ["Surveys:RemindAfter"] = "00:00:01",
            ["Surveys:ExpiresAfter"] = "00:00:03",
            ["Deadlines:PollInterval"] = "00:00:00.05",
        }
    );
