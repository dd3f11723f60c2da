using CustomerService.Intake.Channels.Templates;
using CustomerService.Intake.Tickets.Categories;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Teams;
using static CustomerService.Intake.Tests.Tickets.History;

namespace CustomerService.Intake.Tests.Channels.Templates;

/// <summary>I20: who looks after templates, what they may say, and what a macro does.</summary>
public sealed class TemplateTests
{
    private static readonly Team Hardware = new()
    {
        Id = "team/hardware",
        En = "Hardware",
        ZhHans = "硬件组",
        Members = ["A017", "A018"],
        Leads = ["A017"],
        Active = true,
    };

    private static readonly SaveTemplate.Known Known = new(
        [Hardware, Hardware with { Id = "team/old", Active = false }],
        TicketCategories.BuiltIn,
        Rules
    );

    private static readonly SaveTemplate Wait = new(
        "Which model?",
        "哪个型号",
        new TemplateWords("Dear {{customer}}, which model is it?", "{{customer}}您好,请问是哪个型号?"),
        "hardware",
        Acts: new MacroActs(TicketStatus.Pending, WaitingFor.Customer, "awaitingCustomerReply", Category: "display")
    );

    private static readonly TemplateSaved Saved = new(
        Wait.En,
        Wait.ZhHans,
        "hardware",
        Wait.Words,
        true,
        Wait.Acts,
        true,
        "agent:A017",
        Now
    );

    private static readonly AddNote Words = new("Which model is it?", true);
    private static readonly UseTemplate.Known Context = new(Rules, TicketCategories.BuiltIn);

    [Fact]
    public void ALeadSavesTheTemplatesOfTheTeamAndEachChangeIsAVersion()
    {
        Assert.Equal(Saved, Assert.Single(SaveTemplate.Decide(null, Wait, Known, Agent, Now).Events));
        var template = IntakeDecisions.Given<ReplyTemplate>("template/wait", Saved, Saved with { Active = false });
        Assert.Equal(("wait", 2L, false), (template.State.Code, template.State.Version, template.State.Active));
        template.When(t => SaveTemplate.Decide(t, Wait with { Active = false }, Known, Agent, Now)).ThenNothing();
        template.When(t => SaveTemplate.Decide(t, Wait, Known, Supervisor, Now)).Then(Saved with { By = "supervisor:S01" });
    }

    [Theory]
    [InlineData("A018", "hardware")]
    [InlineData("A017", null)]
    [InlineData("A017", "old-team")]
    public void WhoDoesNotLeadTheTeamSavesNone(string agent, string? team) =>
        Assert.Equal(
            "not-the-lead",
            SaveTemplate.Decide(null, Wait with { Team = team }, Known, new Actor("agent", agent), Now).Rejection?.Code
        );

    [Fact]
    public void ALeadDoesNotTakeATemplateOfOthers() =>
        IntakeDecisions
            .Given<ReplyTemplate>("template/wait", Saved with { Team = null })
            .When(t => SaveTemplate.Decide(t, Wait, Known, Agent, Now))
            .ThenRejected("not-the-lead");

    public static TheoryData<string, SaveTemplate> Wrong =>
        new()
        {
            { "team-unknown", Wait with { Team = "nobody" } },
            { "team-unknown", Wait with { Team = "old" } },
            { "template-empty", Wait with { Words = new TemplateWords() } },
            { "placeholder-unknown", Wait with { Words = new TemplateWords("{{customer}}", "{{名字}}") } },
            { "status-by-command", Wait with { Acts = new MacroActs(TicketStatus.Closed) } },
            { "status-by-command", Wait with { Acts = new MacroActs(TicketStatus.Rejected) } },
            { "macro-contradicts", Wait with { Acts = new MacroActs(ResolutionCode: "advice", HandOverTo: "A018") } },
            { "macro-contradicts", Wait with { Acts = new MacroActs(TicketStatus.InProgress, ResolutionCode: "advice") } },
            { "macro-contradicts", Wait with { Acts = new MacroActs(ResolutionCode: "advice"), Public = false } },
            { "waiting-for", Wait with { Acts = new MacroActs(TicketStatus.Pending) } },
            { "waiting-for", Wait with { Acts = new MacroActs(TicketStatus.InProgress, WaitingFor.Customer) } },
            { "waiting-for", Wait with { Acts = new MacroActs(WaitingFor: WaitingFor.Customer) } },
            { "sub-status-unknown", Wait with { Acts = new MacroActs(TicketStatus.InProgress, SubStatus: "quoteSent") } },
            { "category-unknown", Wait with { Acts = new MacroActs(Category: "nothing") } },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void WhatNoTicketCouldUseIsRefusedAtSaving(string code, SaveTemplate template) =>
        Assert.Equal(code, SaveTemplate.Decide(null, template, Known, Supervisor, Now).Rejection?.Code);

    [Fact]
    public void ATemplateOfATeamIsForItsPeople()
    {
        var template = TheTemplate(null);
        Assert.True(template.IsFor(Agent, ["hardware"]));
        Assert.False(template.IsFor(Agent, ["software"]));
        Assert.True(template.IsFor(Supervisor, []));
        Assert.True((template with { Team = null }).IsFor(Agent, []));
    }

    [Fact]
    public void TheCustomersLanguageCountsWhereThereAreWordsInIt()
    {
        Assert.Equal(("en", "Hello"), new TemplateWords("Hello", "您好").In("en"));
        Assert.Equal(("zh-Hans", "您好"), new TemplateWords("Hello", "您好").In("zh-Hans"));
        Assert.Equal(("zh-Hans", "您好"), new TemplateWords(null, "您好").In("en"));
        Assert.Equal(("en", "Hello"), new TemplateWords("Hello").In("zh-Hans"));
    }

    [Fact]
    public void AMacroDoesAllOfIt() =>
        ATicket()
            .When(t => UseTemplate.Decide(t, TheTemplate(Wait.Acts! with { HandOverTo = "A018" }), Words, Context, Agent, Now))
            .Then(
                new TicketReclassified(TicketType.Fault, TicketPriority.Normal, "F03", Now, null, false, "display"),
                new NoteAdded("Which model is it?", true, "agent:A017", Now),
                new StatusChanged(1, TicketStatus.Pending, "awaitingCustomerReply", WaitingFor.Customer, Now),
                Offered with
                {
                    Reason = "哪个型号 / Which model?",
                }
            );

    [Fact]
    public void OneActThatIsRefusedRefusesAll()
    {
        ATicket(Offered)
            .When(t => UseTemplate.Decide(t, TheTemplate(Wait.Acts! with { HandOverTo = "A019" }), Words, Context, Agent, Now))
            .ThenRejected("hand-over-pending");
        AnEndedTicket("closed")
            .When(t => UseTemplate.Decide(t, TheTemplate(null), Words, Context, Agent, Now))
            .ThenRejected("ticket-ended");
    }

    [Fact]
    public void WhatIsSoAlreadyIsPassedOver() =>
        ATicket(WaitingForTheCustomer)
            .When(t =>
                UseTemplate.Decide(t, TheTemplate(Wait.Acts! with { Category = null, HandOverTo = "A017" }), Words, Context, Agent, Now)
            )
            .Then(new NoteAdded("Which model is it?", true, "agent:A017", Now));

    [Fact]
    public void AMacroThatResolvesTellsItsWordsAsTheSolution()
    {
        var solution = TheTemplate(new MacroActs(ResolutionCode: "advice"));
        ATicket()
            .When(t => UseTemplate.Decide(t, solution, Words, Context, Agent, Now))
            .Then(new TicketResolved(1, "advice", Words.Text, Now, Now + Rules.ClosesAfter));
        AnEndedTicket("resolved").When(t => UseTemplate.Decide(t, solution, Words, Context, Agent, Now)).ThenRejected("ticket-ended");
        ATicket(new RepairRequested("T00000001-R1", "C000001", "001016952601545", "F03", null, Now))
            .When(t => UseTemplate.Decide(t, solution, Words, Context, Agent, Now))
            .ThenRejected("repair-order-open");
        ATicket()
            .When(t => UseTemplate.Decide(t, solution, Words with { Attachments = ["a"] }, Context, Agent, Now))
            .ThenRejected("files-of-reply");
    }

    private static ReplyTemplate TheTemplate(MacroActs? acts) =>
        IntakeDecisions.Given<ReplyTemplate>("template/wait", Saved with { Acts = acts }).State;
}
