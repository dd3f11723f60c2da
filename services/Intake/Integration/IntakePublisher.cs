using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Customers.Borrowings;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Desk.MajorFaults;
using CustomerService.Intake.Tickets.Life;
using CustomerService.ServiceDefaults;
using JasperFx.Events;
using V1 = CustomerService.Contracts.Intake.V1;

namespace CustomerService.Intake.Integration;

/// <summary>What other services and systems may know. Pure; personal data and free text stay here.</summary>
internal static class IntakePublisher
{
    private const string Currency = "CNY";

    public static PublicFact? ToFact(IEvent e) =>
        e.Data switch
        {
            UnitRegistered unit => new PublicFact(Unit(e.StreamKey!, unit), $"/units/{e.StreamKey}", e.StreamKey!, e.StreamKey!, unit.At),
            ModelRegistered model => new PublicFact(
                Model(e.StreamKey!, model),
                $"/models/{Code(e.StreamKey!)}",
                Code(e.StreamKey!),
                e.StreamKey!,
                model.At
            ),
            CustomerStandingChanged standing => new PublicFact(
                Standing(e.StreamKey!, standing),
                $"/customers/{e.StreamKey}",
                e.StreamKey!,
                e.StreamKey!,
                standing.At
            ),
            ConfidentialitySet or BorrowingApproved or BorrowingReturned => OfFile(e.StreamKey!, e.Data),
            ChainLevelTold told => new PublicFact(
                Declared(e.StreamKey!, told),
                $"/major-faults/{e.StreamKey}",
                e.StreamKey!,
                e.StreamKey!,
                told.At
            ),
            _ => Ticket(e.StreamKey!, e.Data) is var (contract, at)
                ? new PublicFact(contract, $"/tickets/{e.StreamKey}", e.StreamKey!, e.StreamKey!, at)
                : null,
        };

    // That a file is closed, and to whom it is lent, is nobody's business who may not see it.
    private static PublicFact? OfFile(string key, object data) =>
        data switch
        {
            ConfidentialitySet e => File(
                key,
                e.At,
                new V1.CustomerConfidentialityChanged
                {
                    CustomerNumber = key,
                    Level = e.Level.ToCode(),
                    At = e.At,
                }
            ),
            BorrowingApproved { CustomerNumber: { } customer, Borrower: { } borrower } e => File(
                customer,
                e.At,
                Lent(key, customer, borrower, e.DueAt, e.At)
            ),
            BorrowingReturned { CustomerNumber: { } customer, Borrower: { } borrower } e => File(
                customer,
                e.At,
                Lent(key, customer, borrower, e.At, e.At)
            ),
            _ => null,
        };

    private static PublicFact File(string customer, DateTimeOffset at, object contract) =>
        new(contract, $"/customers/{customer}", customer, customer, at, DataClassification.Confidential);

    private static V1.CustomerFileLent Lent(string number, string customer, string borrower, DateTimeOffset until, DateTimeOffset at) =>
        new()
        {
            BorrowingNumber = number,
            CustomerNumber = customer,
            Borrower = borrower,
            Until = until,
            At = at,
        };

    private static (object Contract, DateTimeOffset At)? Ticket(string number, object data) =>
        data switch
        {
            TicketOpened e => (Opened(number, e), e.At),
            ContactRecorded e => (
                new V1.ContactAdded
                {
                    TicketNumber = number,
                    Channel = e.Channel.ToCode(),
                    Direction = e.Direction.ToCode(),
                    At = e.At,
                },
                e.At
            ),
            HandOverAccepted e => (
                new V1.OwnerChanged
                {
                    TicketNumber = number,
                    From = e.From,
                    To = e.To,
                    At = e.At,
                },
                e.At
            ),
            StatusChanged e => (Status(number, e), e.At),
            VisitRequested e => (Visit(number, e), e.At),
            RepairRequested e => (Repair(number, e), e.At),
            ComplaintVoiced e => (Complaint(number, e), e.At),
            TicketResolved e => (
                new V1.TicketResolved
                {
                    TicketNumber = number,
                    Episode = e.Episode,
                    Code = e.Code,
                    At = e.At,
                    ClosesAt = e.ClosesAt,
                },
                e.At
            ),
            TicketClosed e => (Closed(number, e), e.At),
            TicketReopened e => (
                new V1.TicketReopened
                {
                    TicketNumber = number,
                    Episode = e.Episode,
                    Reason = e.Reason,
                    At = e.At,
                },
                e.At
            ),
            TicketCancelled e => (
                new V1.TicketCancelled
                {
                    TicketNumber = number,
                    Reason = e.Reason,
                    At = e.At,
                },
                e.At
            ),
            TicketMerged e => (
                new V1.TicketMerged
                {
                    TicketNumber = number,
                    Into = e.Into,
                    At = e.At,
                },
                e.At
            ),
            TicketUnmerged e => (
                new V1.TicketUnmerged
                {
                    TicketNumber = number,
                    From = e.From,
                    At = e.At,
                },
                e.At
            ),
            ServiceLevelWarned e => (Warning(number, e), e.At),
            _ => null,
        };

    private static V1.TicketOpened Opened(string number, TicketOpened e) =>
        new()
        {
            TicketNumber = number,
            CustomerNumber = e.CustomerNumber,
            CustomerClass = e.CustomerClass,
            UnitImei = e.UnitImei,
            Model = e.Model,
            Type = e.Type.ToCode(),
            Priority = e.Priority.ToCode(),
            FaultCode = e.FaultCode,
            RegionCode = e.RegionCode,
            Channel = e.Channel.ToCode(),
            FirstOwner = e.FirstOwner,
            OpenedAt = e.At,
            Impact = e.Impact?.ToCode(),
            Category = e.Category,
        };

    private static V1.TicketStatusChanged Status(string number, StatusChanged e) =>
        new()
        {
            TicketNumber = number,
            Status = e.Status.ToCode(),
            WaitingFor = e.WaitingFor?.ToCode(),
            Episode = e.Episode,
            At = e.At,
        };

    private static V1.VisitRequested Visit(string number, VisitRequested e) =>
        new()
        {
            TicketNumber = number,
            WorkOrderNumber = e.WorkOrderNumber,
            CustomerNumber = e.CustomerNumber,
            CustomerClass = e.CustomerClass,
            RegionCode = e.RegionCode,
            UnitImei = e.UnitImei,
            Model = e.Model,
            FaultCode = e.FaultCode,
            Priority = e.Priority.ToCode(),
            WindowFrom = e.WindowFrom,
            WindowTo = e.WindowTo,
            At = e.At,
        };

    private static V1.RepairRequested Repair(string number, RepairRequested e) =>
        new()
        {
            TicketNumber = number,
            RepairOrderNumber = e.RepairOrderNumber,
            CustomerNumber = e.CustomerNumber,
            UnitImei = e.UnitImei,
            FaultCode = e.FaultCode,
            SiteCode = e.SiteCode,
            At = e.At,
        };

    private static V1.ComplaintVoiced Complaint(string number, ComplaintVoiced e) =>
        new()
        {
            TicketNumber = number,
            ComplaintNumber = e.ComplaintNumber,
            CustomerNumber = e.CustomerNumber,
            AboutKind = e.AboutKind,
            About = e.About,
            Severity = e.Severity,
            RemedySought = e.RemedySought,
            At = e.At,
        };

    private static V1.TicketClosed Closed(string number, TicketClosed e) =>
        new()
        {
            TicketNumber = number,
            Episode = e.Episode,
            Reason = e.Reason.ToCode(),
            CustomerNumber = e.CustomerNumber,
            CustomerClass = e.CustomerClass,
            Language = e.Language,
            RegionCode = e.RegionCode,
            Type = e.Type.ToCode(),
            Owner = e.Owner,
            SiteCode = e.SiteCode,
            EngineerId = e.EngineerId,
            At = e.At,
        };

    private static V1.ServiceLevelWarning Warning(string number, ServiceLevelWarned e) =>
        new()
        {
            TicketNumber = number,
            Episode = e.Episode,
            Clock = e.Clock,
            Percent = e.Percent,
            Owner = e.Owner,
            At = e.At,
        };

    private static V1.UnitRegistered Unit(string imei, UnitRegistered e) =>
        new()
        {
            Imei = imei,
            Model = e.Model,
            CustomerNumber = e.CustomerNumber,
            SoldOn = e.SoldOn,
            InvoiceNumber = e.InvoiceNumber,
            Price = e.Price,
            FactoryDate = e.FactoryDate,
            Revision = e.Revision,
            At = e.At,
        };

    private static V1.CustomerStandingChanged Standing(string customer, CustomerStandingChanged e) =>
        new()
        {
            CustomerNumber = customer,
            CreditClass = e.CreditClass.ToString(),
            CreditLimit = e.CreditLimit,
            Currency = Currency,
            BlacklistedUntil = e.BlacklistedUntil,
            ForbidsAdvanceExchange = e.ForbidsAdvanceExchange,
            Revision = e.Revision,
            At = e.At,
        };

    private static V1.MajorFaultDeclared Declared(string number, ChainLevelTold e) =>
        new()
        {
            MajorFaultNumber = number,
            Level = e.Level,
            Audience = e.Audience,
            Model = e.Model,
            FaultCode = e.FaultCode,
            Tickets = e.Tickets,
            At = e.At,
        };

    private static V1.ModelRegistered Model(string key, ModelRegistered e) =>
        new()
        {
            Model = Code(key),
            Price = e.Price,
            Currency = Currency,
            WarrantyMonths = e.WarrantyMonths,
            BatteryMonths = e.BatteryMonths,
            ChargerMonths = e.ChargerMonths,
            HeadsetMonths = e.HeadsetMonths,
            Revision = e.Revision,
            At = e.At,
        };

    private static string Code(string modelKey) => modelKey.Split('/')[^1];
}
