using System.ComponentModel.DataAnnotations;
using System.Text;
using CustomerService.Intake.Common.Index;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Tickets.Life;
using Npgsql;
using NpgsqlTypes;

namespace CustomerService.Intake.Tickets.Lists;

/// <summary>I15: which tickets of those that the caller may see. What is null does not matter.</summary>
/// <param name="Status">Status category.</param>
/// <param name="Type">What it is about.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="Owner">Who answers for it.</param>
/// <param name="Customer">The customer's number.</param>
/// <param name="Unit">IMEI of the unit.</param>
/// <param name="Site">Code of the site that works on it.</param>
/// <param name="Region">Beginning of the region's code: 31 finds 3101.</param>
/// <param name="Channel">Channel of the first contact.</param>
/// <param name="WaitingFor">Who is waited for.</param>
/// <param name="OpenedFrom">Opened at this time or later.</param>
/// <param name="OpenedBefore">Opened before this time.</param>
/// <param name="ChangedFrom">Last changed at this time or later.</param>
/// <param name="ChangedBefore">Last changed before this time.</param>
/// <param name="ClockDueBefore">One of its running clocks is due, or was, before this time.</param>
/// <param name="Unanswered">Whether the customer waits for a word of ours.</param>
/// <param name="Q">Text, as in the search.</param>
/// <param name="Merged">
/// True: only merged ones, false: only others. Without it they are left out, unless words are searched for: an old number is found.
/// </param>
/// <param name="Impact">How much hangs on it for the customer.</param>
/// <param name="Category">Code of a category: it and all below it.</param>
/// <param name="Parent">The ticket that it is a part of.</param>
/// <param name="HandOverTo">Who was asked to take it over.</param>
/// <param name="Open">Whether somebody has to act on it.</param>
/// <param name="Mine">True: those that the reader answers for, whoever that is.</param>
/// <param name="OfferedToMe">True: those that the reader was asked to take over.</param>
public sealed record TicketFilter(
    TicketStatus? Status = null,
    TicketType? Type = null,
    TicketPriority? Priority = null,
    [property: StringLength(80)] string? Owner = null,
    [property: StringLength(40)] string? Customer = null,
    [property: StringLength(15)] string? Unit = null,
    [property: StringLength(40)] string? Site = null,
    [property: StringLength(12)] string? Region = null,
    Channel? Channel = null,
    WaitingFor? WaitingFor = null,
    DateTimeOffset? OpenedFrom = null,
    DateTimeOffset? OpenedBefore = null,
    DateTimeOffset? ChangedFrom = null,
    DateTimeOffset? ChangedBefore = null,
    DateTimeOffset? ClockDueBefore = null,
    bool? Unanswered = null,
    string? Q = null,
    bool? Merged = null,
    TicketImpact? Impact = null,
    [property: StringLength(40)] string? Category = null,
    [property: StringLength(40)] string? Parent = null,
    [property: StringLength(80)] string? HandOverTo = null,
    bool? Open = null,
    bool? Mine = null,
    bool? OfferedToMe = null
)
{
    /// <summary>Who sees a ticket's document.</summary>
    internal static readonly string Visible = VisibleRows.Tickets(
        "d.data ->> 'customerNumber'",
        "d.data ->> 'siteCode'",
        "d.data ->> 'regionCode'"
    );

    private const string IsOpen =
        "d.data ->> 'mergedInto' is null and d.data ->> 'status' in ('Acknowledged', 'Pending', 'Held', 'InProgress')";

    /// <summary>The category with those below it, as the tree is now.</summary>
    internal IReadOnlyList<string>? Categories { get; init; }

    /// <summary>What is given here, and for the rest what <paramref name="view"/> says.</summary>
    internal TicketFilter Or(TicketFilter view) =>
        new(
            Status ?? view.Status,
            Type ?? view.Type,
            Priority ?? view.Priority,
            Owner ?? view.Owner,
            Customer ?? view.Customer,
            Unit ?? view.Unit,
            Site ?? view.Site,
            Region ?? view.Region,
            Channel ?? view.Channel,
            WaitingFor ?? view.WaitingFor,
            OpenedFrom ?? view.OpenedFrom,
            OpenedBefore ?? view.OpenedBefore,
            ChangedFrom ?? view.ChangedFrom,
            ChangedBefore ?? view.ChangedBefore,
            ClockDueBefore ?? view.ClockDueBefore,
            Unanswered ?? view.Unanswered,
            Q ?? view.Q,
            Merged ?? view.Merged,
            Impact ?? view.Impact,
            Category ?? view.Category,
            Parent ?? view.Parent,
            HandOverTo ?? view.HandOverTo,
            Open ?? view.Open,
            Mine ?? view.Mine,
            OfferedToMe ?? view.OfferedToMe
        );

    /// <summary>The same for one reader: a view that says "mine" shows everybody their own.</summary>
    internal TicketFilter For(Actor reader) =>
        this with
        {
            Owner = Mine == true ? reader.Id : Owner,
            HandOverTo = OfferedToMe == true ? reader.Id : HandOverTo,
        };

    /// <summary>
    /// The rows, newest number first, behind <paramref name="after"/>: numbers are never given twice and only the newest are added, so a
    /// page that follows neither repeats nor leaves out what was there.
    /// </summary>
    internal NpgsqlCommand Select(NpgsqlConnection connection, VisibleRows visibility, string? after, int? limit) =>
        Select(
            connection,
            visibility,
            "select d.data from mt_doc_ticketview d",
            after,
            $" order by d.id desc{(limit is { } most ? $" limit {most}" : "")}"
        );

    /// <summary>Whose tickets those are, each customer once.</summary>
    internal NpgsqlCommand SelectCustomers(NpgsqlConnection connection, VisibleRows visibility) =>
        Select(connection, visibility, "select distinct d.data ->> 'customerNumber' from mt_doc_ticketview d", null, "");

    private NpgsqlCommand Select(NpgsqlConnection connection, VisibleRows visibility, string rows, string? after, string end)
    {
        var command = new NpgsqlCommand { Connection = connection };
        var sql = new StringBuilder(rows).Append(" where ").Append(Visible);
        visibility.AddTo(command.Parameters);
        Is("status", Status);
        Is("type", Type);
        Is("priority", Priority);
        Is("impact", Impact);
        Is("channel", Channel);
        Is("waitingFor", WaitingFor);
        if ((Merged ?? (Q is null ? false : null)) is { } merged)
        {
            sql.Append(merged ? " and d.data ->> 'mergedInto' is not null" : " and d.data ->> 'mergedInto' is null");
        }

        And(Parent, "d.data ->> 'parent' = @parent", "parent");
        And(Owner, "d.data ->> 'owner' = @owner", "owner");
        And(HandOverTo, "d.data ->> 'handOverTo' = @handOverTo", "handOverTo");
        if (Open is { } open)
        {
            sql.Append(open ? $" and {IsOpen}" : $" and not ({IsOpen})");
        }

        And(Customer, "d.data ->> 'customerNumber' = @customer", "customer");
        And(Unit, "d.data ->> 'unitImei' = @unit", "unit");
        And(Site, "d.data ->> 'siteCode' = @site", "site");
        And(Region is null ? null : VisibleRows.Beginning(Region), "d.data ->> 'regionCode' like @region", "region");
        And(Categories?.ToArray(), "d.data ->> 'category' = any(@categories)", "categories");
        Between("d.opened_at", "opened", OpenedFrom, OpenedBefore);
        Between("d.changed_at", "changed", ChangedFrom, ChangedBefore);
        And(ClockDueBefore?.UtcDateTime, "d.id in (select number from open_ticket where clock_due_at < @due)", "due");
        And(Unanswered?.ToString(), "(d.data ->> 'unansweredSince' is not null)::text = lower(@unanswered)", "unanswered");
        And(after, "d.id < @after", "after");
        if (Q is not null)
        {
            var terms = SearchQuery.Parse(Q)?.For(SearchKind.Ticket, SearchMatch.Contains);
            And(
                terms ?? "",
                terms is null
                    ? "@q is null"
                    : $"d.id in (select s.id from {SearchTable.Name} s where s.kind = 'ticket' and s.terms @@ @q::tsquery)",
                "q"
            );
        }

        // How many share a term is known only now: a plan made for any term would often be wrong. Starting a helper takes longer than a
        // page.
        command.CommandText =
            "select set_config('plan_cache_mode', 'force_custom_plan', true), set_config('max_parallel_workers_per_gather', '0', "
            + $"true); {sql}{end}";
        return command;

        void Is<T>(string field, T? value)
            where T : struct, Enum => And(value?.ToString(), $"d.data ->> '{field}' = @{field}", field);

        void Between(string column, string name, DateTimeOffset? from, DateTimeOffset? before)
        {
            And(from?.UtcDateTime, $"{column} >= @{name}From", $"{name}From");
            And(before?.UtcDateTime, $"{column} < @{name}Before", $"{name}Before");
        }

        void And(object? value, string condition, string name)
        {
            if (value is not null)
            {
                sql.Append(" and ").Append(condition);
                command.Parameters.Add(
                    new NpgsqlParameter(
                        name,
                        value switch
                        {
                            DateTime => NpgsqlDbType.TimestampTz,
                            string[] => NpgsqlDbType.Array | NpgsqlDbType.Text,
                            _ => NpgsqlDbType.Text,
                        }
                    )
                    {
                        Value = value,
                    }
                );
            }
        }
    }
}
