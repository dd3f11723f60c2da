using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Channels.Board;
using CustomerService.Intake.Channels.Guests;
using CustomerService.Intake.Channels.Mail;
using CustomerService.Intake.Channels.Telephony;
using CustomerService.Intake.Channels.Templates;
using CustomerService.Intake.Common.PersonalData;
using CustomerService.Intake.Customers.Borrowings;
using CustomerService.Intake.Customers.Duplicates;
using CustomerService.Intake.Customers.Erasure;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using CustomerService.Intake.Desk.MajorFaults;
using CustomerService.Intake.Desk.Routing;
using CustomerService.Intake.Tickets.Life;
using CustomerService.Intake.Tickets.Teams;
using JasperFx.Events;

namespace CustomerService.Intake.Tests.Integration;

/// <summary>One full sample of every event that Intake stores. Whatever is personal or free text carries a mark.</summary>
internal static class Samples
{
    /// <summary>What must never leave Intake.</summary>
    public static readonly string[] Private =
    [
        "NAME-测试",
        "+8613800138000",
        "someone@example.org",
        "ADDRESS-测试路1号",
        "TEXT-屏幕无显示",
        "CONTACT-call-1",
        "REASON-shift ends",
        "nameEn",
        "nameZh",
    ];

    private static readonly DateTimeOffset At = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private static readonly CaseText Case = new(
        new CaseWords("TEXT-屏幕无显示", "TEXT-屏幕无显示", "TEXT-屏幕无显示"),
        new CaseWords("TEXT-屏幕无显示", "TEXT-屏幕无显示", "TEXT-屏幕无显示"),
        ["CS-L5"],
        ["F03"]
    );

    public static IReadOnlyList<object> Ticket { get; } =
    [
        new TicketOpened(
            "C000001",
            "vip",
            "zh-Hans",
            "3101",
            "001016952601545",
            "CS-L5",
            TicketType.Fault,
            TicketPriority.High,
            "F03",
            Channel.Phone,
            "CONTACT-call-1",
            "TEXT-屏幕无显示",
            "A017",
            At
        ),
        new ContactRecorded(Channel.Email, Direction.Out, "CONTACT-call-1", "TEXT-屏幕无显示", "agent:A017", At, ReplyChannel.Email),
        new NoteAdded("TEXT-屏幕无显示", true, "agent:A017", At, ReplyChannel.Email, ["T00000042-A1"], ["A018"]),
        new ReplySent(new Guid("0198d3a2-0000-7000-8000-000000000001"), ReplyKind.Answer, ReplyChannel.Email, At),
        new ReplyBounced(new Guid("0198d3a2-0000-7000-8000-000000000001"), ReplyKind.Answer, "5.1.1", At),
        new ReplyFailed(new Guid("0198d3a2-0000-7000-8000-000000000002"), ReplyKind.Answer, "smtp-550", At),
        new AttachmentAdded(
            "T00000042-A1",
            "NAME-测试",
            "image/png",
            4711,
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            true,
            "agent:A017",
            At
        ),
        new HandOverOffered("A017", "A018", "REASON-shift ends", At),
        new HandOverAccepted("A017", "A018", At),
        new HandOverDeclined("A017", "A018", "REASON-shift ends", At),
        new HandOverLapsed("A017", "A018", At),
        new HandOverWithdrawn("A017", "A018", "supervisor:S01", At),
        new TicketReclassified(TicketType.Request, TicketPriority.Urgent, "F07", At),
        new StatusChanged(1, TicketStatus.Held, "awaitingParts", WaitingFor.Parts, At, "TEXT-屏幕无显示"),
        new VisitRequested(
            "T00000042-W1",
            "C000001",
            "vip",
            "3101",
            "001016952601545",
            "CS-L5",
            "F03",
            TicketPriority.High,
            At.AddDays(1),
            At.AddDays(2),
            At
        ),
        new RepairRequested("T00000042-R1", "C000001", "001016952601545", "F03", "S310101", At),
        new ComplaintVoiced("T00000042-C1", "C000001", "site", "S310101", "high", "refund", At),
        new WorkOrderProgressed("T00000042-W1", "assigned", 2, "S310101", "E-S310101-1", At),
        new RepairOrderProgressed("T00000042-R1", "quoted", 3, "S310101", At),
        new TicketResolved(1, "repaired", "TEXT-屏幕无显示", At, At.AddDays(7), null, "TEXT-屏幕无显示"),
        new UnitSet("356938035643809", "CS-A1", "agent:A017", At),
        new TicketClosed(
            1,
            ClosingReason.Silence,
            "C000001",
            "vip",
            "zh-Hans",
            "3101",
            TicketType.Fault,
            "A017",
            "S310101",
            "E-S310101-1",
            At
        ),
        new TicketReopened(2, "rejected", At),
        new TicketCancelled("withdrawn", At),
        new TicketMerged("T00000043", "REASON-shift ends", "agent:A017", At),
        new TicketAbsorbed("T00000041", "agent:A017", At),
        new TicketUnmerged("T00000043", "REASON-shift ends", "agent:A017", At.AddDays(9), At),
        new TicketReleased("T00000041", "agent:A017", At),
        new ParentSet("T00000040", "agent:A017", At),
        new ChildAdded("T00000044", "agent:A017", At),
        new ParentRemoved("T00000040", "agent:A017", At),
        new ChildRemoved("T00000044", "agent:A017", At),
        new ServiceLevelWarned(1, "firstResponse", 75, "A017", At),
        new DepartmentAsked("T00000042-X1", "quality", "TEXT-屏幕无显示", "agent:A017", At.AddHours(4), At.AddHours(24), At),
        new DepartmentTook("T00000042-X1", "quality:Q1", At),
        new DepartmentAnswered("T00000042-X1", "TEXT-屏幕无显示", "quality:Q1", At),
        new DepartmentDisputed("T00000042-X1", "REASON-shift ends", "quality:Q1", At.AddHours(8), At),
        new DepartmentRuled("T00000042-X1", "sales", "REASON-shift ends", "supervisor:S01", At.AddHours(4), At.AddHours(24), At),
        new DepartmentOverdue("T00000042-X1", "quality", "take", At),
        new CaseUsed("K00000001", 2, "agent:A017", At),
        new CaseRated("K00000001", true, "agent:A017", At),
    ];

    public static IReadOnlyList<object> Others { get; } =
    [
        new TeamSaved("Hardware", "硬件组", ["A017", "A018"], ["A017"], true, "supervisor:S01", At),
        new TemplateSaved(
            "Which model?",
            "哪个型号",
            "hardware",
            new TemplateWords("Which model is it?", "请问是哪个型号?"),
            true,
            new MacroActs(
                TicketStatus.Pending,
                WaitingFor.Customer,
                "awaitingCustomerReply",
                TicketType.Fault,
                TicketPriority.High,
                TicketImpact.High,
                "display",
                "A018",
                null
            ),
            true,
            "supervisor:S01",
            At
        ),
        new QuestionAsked("C000001", "TEXT-屏幕无显示", "CS-L5", "zh-Hans", At),
        new QuestionAnswered("TEXT-屏幕无显示", "agent:A017", At),
        new QuestionPublished("supervisor:S01", At),
        new QuestionRefused("REASON-shift ends", "supervisor:S01", At),
        new QuestionWithdrawn("customer:C000001", At),
        new MajorFaultProposed(
            "CS-L5",
            "F03",
            true,
            "TEXT-屏幕无显示",
            "ADDRESS-测试路1号",
            ["T00000042"],
            "system:intake",
            At.AddHours(-4),
            At
        ),
        new MajorFaultDescribed("No picture.", "Wuhan", "supervisor:S01", At),
        new MajorFaultApproved("supervisor:S01", [At, At.AddMinutes(15)], At),
        new MajorFaultRejected("REASON-shift ends", "supervisor:S01", At),
        new LikeTicketsLinked(["T00000043"], "agent:A017", At),
        new LikeTicketUnlinked("T00000043", "REASON-shift ends", "agent:A017", At),
        new MajorFaultTold(1, "dutyLead", At),
        new ChainLevelTold(2, "regionalManager", "CS-L5", "F03", 7, At),
        new MajorFaultProgressed("TEXT-屏幕无显示", "TEXT-屏幕无显示", "quality:Q1", At),
        new MajorFaultClosed("TEXT-屏幕无显示", "TEXT-屏幕无显示", "quality:Q1", At),
        new AgentProfiled(["CS-L5", "fault"], ["zh-Hans"], ["vip"], 3, "supervisor:S01", At),
        new PresenceChanged(Presence.Away, ["*"], ["31"], 2, "training", "agent:A017", At),
        new CustomerRegistered(
            CustomerKind.Person,
            "NAME-测试",
            "+8613800138000",
            "someone@example.org",
            "上海市",
            "3101",
            "ADDRESS-测试路1号",
            "zh-Hans",
            12,
            CustomerClass.Ordinary,
            At
        ),
        new CustomerCorrected(
            CustomerKind.Organisation,
            "NAME-测试",
            "+8613800138000",
            null,
            "上海市",
            "3101",
            "ADDRESS-测试路1号",
            "en",
            20_000,
            CustomerClass.Vip,
            At
        ),
        new CustomerSeen("engineer:E1", "visit T00000042-W1/1", At),
        new ContactPointsChanged(
            [new ContactPoint("cp1", ContactPointKind.Phone, "+8613800138000", true)],
            ReachBy.Sms,
            "en",
            new ProofUse("p1", ProofLevel.OneTimeCode),
            At
        ),
        new ContactPointVerified("cp1", "p1", At),
        new AddressChanged("上海市", "3101", "ADDRESS-测试路1号", At),
        new FurtherAddressesChanged([new PostalAddress("TEXT-屏幕无显示", "上海市", "3101", "ADDRESS-测试路1号")], At),
        new CustomerTagged(["TEXT-屏幕无显示"], At),
        new AccountOwnerAssigned("A017", At),
        new ConfidentialitySet(Confidentiality.Secret, "REASON-shift ends", "supervisor:S001", At),
        new ServicePasswordSet("CONTACT-call-1", new ProofUse("p1", ProofLevel.OneTimeCode), At),
        new CustomerReviewed("agent:A017", "REASON-shift ends", At),
        new CustomerRated(40, 60, "supervisor:S001", At),
        new CustomerClassified(CustomerClass.Core, new Score(12_000, CustomerClass.Core, [new ScoreComponent("spend", 12_000, 1)]), At),
        new ClassOverridden(CustomerClass.Vip, "REASON-shift ends", At.AddDays(90), "supervisor:S001", At),
        new ClassOverrideLapsed(At),
        new CreditSet(CreditClass.C, "REASON-shift ends", "supervisor:S001", At),
        new CustomerBlacklisted("REASON-shift ends", At.AddDays(90), "supervisor:S001", At),
        new BlacklistLifted("REASON-shift ends", "supervisor:S001", At),
        new BlacklistLapsed(At),
        new WarningRaised("cost-above-value", "REASON-shift ends", true, "agent:A017", At),
        new WarningLifted("cost-above-value", "REASON-shift ends", "supervisor:S001", At),
        new CustomerStandingChanged(CreditClass.C, 5_000, At.AddDays(90), true, 7, At),
        new CustomersLinked("C000001", "C000002", "REASON-shift ends", "agent:A017", At),
        new CustomersUnlinked("REASON-shift ends", "agent:A017", At),
        new DuplicateDismissed("C000001", "C000002", "REASON-shift ends", "agent:A017", At),
        new CustomerErased("S001", ["S002", "X001"], 12, 2, At),
        new CustomersListed("agent:A017", "search by phone", ["C000001"], At),
        new BorrowingRequested("C000001", "A017", "REASON-shift ends", At.AddDays(7), At),
        new BorrowingApproved("S001", At.AddDays(7), At, "C000001", "A017"),
        new BorrowingDeclined("S001", "REASON-shift ends", At),
        new BorrowingReturned(At, "C000001", "A017"),
        new BorrowingLapsed(At),
        new DestructionRequested("C000001", "S001", "REASON-shift ends", At),
        new DestructionApproved("S002", At),
        new DestructionRefused("S002", "REASON-shift ends", At),
        new DestructionCarriedOut(At),
        new PersonalDataErased("destruction/C000001", At),
        new ProofRequested(
            "C000001",
            ProofLevel.OneTimeCode,
            "cp1",
            [SensitiveAct.ExportData],
            "CONTACT-call-1",
            "agent:A017",
            At.AddMinutes(10),
            At
        ),
        new ProofTried(true, At),
        new ProofGiven(ProofLevel.OneTimeCode, At.AddMinutes(15), At),
        new ProofFailed("tries", At),
        new GuestAccessRequested("T00000042", "C000001", "CONTACT-call-1", "CONTACT-call-1", "CONTACT-call-1", At.AddMinutes(10), At),
        new GuestCodeTried(true, At),
        new GuestPassGiven("CONTACT-call-1", "T00000042", "C000001", At.AddDays(1), At),
        new UnitOwnerChanged("C000002", "C000001", new ProofUse("p1", ProofLevel.OneTimeCode), At),
        new UnitRegistered("CS-L5", "C000001", new DateOnly(2025, 1, 19), "INV1", 1299, new DateOnly(2024, 12, 25), 2, At),
        new ModelRegistered("nameEn", "nameZh", 1299, 12, 6, 12, 3, 2, At),
        new MailReceived("smtp:service@example.org", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 4711, At),
        new MailAccepted("T00000042", true, "C000001", "assigned", "agent:A017", At),
        new MailRefused("spam", "agent:A017", At),
        new MailParked("sender-unknown", "T00000042", At),
        new CallReported("call-1", "e-1", CallEventKind.Answered, "zh-phones", "A017", true, At, At),
        new CaseDrafted(Case, "T00000042", "agent:A017", At),
        new CaseRevised(Case, "agent:A018", At),
        new CaseSubmitted("agent:A017", At),
        new CaseReturned("REASON-shift ends", "quality:Q001", At),
        new CasePublished(1, "quality:Q001", At),
        new CaseRetired("REASON-shift ends", "quality:Q001", At),
    ];

    /// <summary>
    /// The same with what was added since: the sample stays what was stored once, and what is published of it has every field.
    /// </summary>
    public static object Grown(object data) =>
        data switch
        {
            TicketOpened e => e with { Impact = TicketImpact.High, PriorityDerived = true, Category = "display" },
            _ => data,
        };

    public static IEvent Store(object data, string key = "T00000042")
    {
        var e = (IEvent)Activator.CreateInstance(typeof(Event<>).MakeGenericType(data.GetType()), data)!;
        e.StreamKey = key;
        return e;
    }
}
