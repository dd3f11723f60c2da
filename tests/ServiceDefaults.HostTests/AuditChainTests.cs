using System.Net;
using Microsoft.AspNetCore.Http;

namespace CustomerService.ServiceDefaults.HostTests;

/// <summary>A2: the form in which a row is hashed, and what a walk along the chain finds. Without a database.</summary>
public sealed class AuditChainTests
{
    private static readonly AuditRow First = new(
        1,
        7,
        new Guid("0199a3f0-0000-7000-8000-000000000001"),
        "T00000001",
        3,
        "ticket_resolved_v1",
        "agent:A017",
        null,
        "198.51.100.7",
        "c-1",
        null,
        new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero),
        new string('a', 64),
        ""
    );

    // Whoever keeps a head outside must be able to compute it in ten years, with another program: the form never changes.
    [Fact]
    public void TheHashOfARowIsThisOneForEver() =>
        Assert.Equal("01965b90316fa953dfc703f388064515e7a39d0bcaa6d96de2fdf3dfccaccc24", First.HashBehind(AuditHead.Start.Hash));

    [Fact]
    public void EveryFieldCountsInTheHash()
    {
        AuditRow[] others =
        [
            First with
            {
                Number = 2,
            },
            First with
            {
                Sequence = 8,
            },
            First with
            {
                EventId = new Guid("0199a3f0-0000-7000-8000-000000000002"),
            },
            First with
            {
                Stream = "T00000002",
            },
            First with
            {
                Version = 4,
            },
            First with
            {
                Type = "ticket_closed_v1",
            },
            First with
            {
                Actor = "agent:A018",
            },
            First with
            {
                Through = "console",
            },
            First with
            {
                From = "198.51.100.8",
            },
            First with
            {
                Correlation = "c-2",
            },
            First with
            {
                Causation = "m-1",
            },
            First with
            {
                At = First.At.AddTicks(10),
            },
            First with
            {
                DataHash = new string('b', 64),
            },
        ];
        string[] hashes = [.. others.Append(First).Select(o => o.HashBehind(AuditHead.Start.Hash)), First.HashBehind(new string('1', 64))];
        Assert.Equal(15, hashes.Distinct().Count());
    }

    [Fact]
    public void WhatStandsInOneFieldCannotBeReadAsPartOfTheNext()
    {
        AuditRow[] rows =
        [
            First with
            {
                Stream = "T",
                Type = "x",
                Actor = null,
            },
            First with
            {
                Stream = "T3",
                Type = "x",
                Actor = null,
            },
            First with
            {
                Actor = "",
            },
            First with
            {
                Actor = null,
            },
            First with
            {
                Correlation = "ab",
                Causation = "c",
            },
            First with
            {
                Correlation = "a",
                Causation = "bc",
            },
            First with
            {
                Through = "x",
                From = null,
            },
            First with
            {
                Through = null,
                From = "x",
            },
        ];
        Assert.Equal(rows.Length, rows.Select(r => r.HashBehind(AuditHead.Start.Hash)).Distinct().Count());
    }

    [Fact]
    public void AWholeChainHasNoDamage()
    {
        var walk = Walk([.. Links(4)]);
        Assert.Equal((4, 0, 0), (walk.Rows, walk.Damaged, walk.Erased));
        Assert.Equal(new AuditHead(4, Links(4)[3].Row.Hash), walk.End);
    }

    [Fact]
    public void AnAlteredRowIsFoundAndOnlyThatOne()
    {
        var links = Links(4);
        links[1] = links[1] with { Row = links[1].Row with { Actor = "agent:X" } };
        Is(AuditDamageKind.RowAltered, 2, Walk(links));
    }

    [Fact]
    public void ARowWhoseHashWasMadeAnewIsFoundByTheNextOne()
    {
        var links = Links(4);
        var forged = links[1].Row with { Actor = "agent:X" };
        forged = forged with { Hash = forged.HashBehind(links[0].Row.Hash) };
        links[1] = new AuditLink(forged, forged, false);
        Is(AuditDamageKind.RowAltered, 3, Walk(links));
    }

    [Fact]
    public void AMissingRowIsFound()
    {
        var links = Links(4);
        Is(AuditDamageKind.RowMissing, 2, Walk([links[0], links[2], links[3]]));
    }

    [Fact]
    public void AMissingEndIsFound()
    {
        var links = Links(4);
        var walk = Walk([links[0], links[1]]);
        walk.Arrive(new AuditHead(4, links[3].Row.Hash));
        Is(AuditDamageKind.RowMissing, 3, walk);
    }

    [Fact]
    public void RowsThatChangedPlacesAreFound()
    {
        var links = Links(4);
        var (second, third) = (links[1].Row, links[2].Row);
        links[1] = Link(third with { Number = 2 });
        links[2] = Link(second with { Number = 3 });
        Assert.Equal(
            [(AuditDamageKind.RowAltered, 2), (AuditDamageKind.Order, 3)],
            Walk(links).Damages.Select(d => (d.Kind, d.Number)).Take(2)
        );
    }

    [Fact]
    public void AnEventThatIsGoneIsFound()
    {
        var links = Links(3);
        links[1] = links[1] with { Stored = null };
        Is(AuditDamageKind.EventMissing, 2, Walk(links));
    }

    [Fact]
    public void AnAlteredEventIsFoundWithWhatDiffers()
    {
        var links = Links(3);
        links[1] = links[1] with { Stored = links[1].Row with { Actor = "agent:X", DataHash = new string('f', 64) } };
        var walk = Walk(links);
        Is(AuditDamageKind.EventAltered, 2, walk);
        Assert.Equal("The event differs in: actor, data.", walk.Damages[0].Detail);
    }

    [Fact]
    public void AnErasedEventMayHaveOtherDataAndNothingElse()
    {
        var links = Links(3);
        links[1] = links[1] with { Stored = links[1].Row with { DataHash = new string('f', 64) }, IsErased = true };
        var walk = Walk(links);
        Assert.Equal((0, 1), (walk.Damaged, walk.Erased));

        links[1] = links[1] with { Stored = links[1].Stored! with { Actor = "agent:X" } };
        Is(AuditDamageKind.EventAltered, 2, Walk(links));
    }

    [Theory]
    [InlineData("agent", "198.51.100.7", null, "198.51.100.7")]
    [InlineData("agent", "203.0.113.9, 198.51.100.7", "10.0.0.1", "198.51.100.7")]
    [InlineData("agent", null, "10.0.0.1", "10.0.0.1")]
    [InlineData("agent", "nonsense", "::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("agent", null, null, null)]
    [InlineData("customer", "198.51.100.7", null, "198.51.100.0/24")]
    [InlineData("customer", "2001:db8:1234:5678::9", null, "2001:db8:1234::/48")]
    public void FromWhereIsWhatTheGatewaySawAndOfACustomerOnlyTheNetwork(
        string role,
        string? forwarded,
        string? neighbour,
        string? expected
    )
    {
        var http = new DefaultHttpContext();
        http.Request.Headers["X-Forwarded-For"] = forwarded;
        http.Connection.RemoteIpAddress = neighbour is null ? null : IPAddress.Parse(neighbour);
        Assert.Equal(expected, ClientAddress.Of(http, new Actor(role, "1")));
    }

    private static AuditWalk Walk(IEnumerable<AuditLink> links)
    {
        var walk = new AuditWalk(AuditHead.Start);
        foreach (var link in links)
        {
            walk.Next(link);
        }

        return walk;
    }

    private static AuditLink[] Links(int count)
    {
        var links = new AuditLink[count];
        var previous = AuditHead.Start.Hash;
        for (var i = 0; i < count; i++)
        {
            // Sequences have gaps.
            var row = First with { Number = i + 1, Sequence = (i * 2) + 7, Version = i + 1 };
            row = row with { Hash = row.HashBehind(previous) };
            previous = row.Hash;
            links[i] = Link(row);
        }

        return links;
    }

    private static AuditLink Link(AuditRow row) => new(row, row, false);

    private static void Is(AuditDamageKind kind, long number, AuditWalk walk) =>
        Assert.Equal((kind, number, 1), (walk.Damages[0].Kind, walk.Damages[0].Number, walk.Damaged));
}
