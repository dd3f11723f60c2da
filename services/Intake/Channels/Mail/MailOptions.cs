using System.ComponentModel.DataAnnotations;
using System.Net;
using CustomerService.Intake.Tickets.Attachments;
using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.Channels.Mail;

/// <summary>Numbers and addresses of inbound e-mail; configuration section <c>Mail</c>.</summary>
public sealed class MailOptions
{
    private static readonly string[] Programs =
    [
        "exe",
        "com",
        "scr",
        "pif",
        "bat",
        "cmd",
        "ps1",
        "psm1",
        "vbs",
        "vbe",
        "js",
        "jse",
        "mjs",
        "wsf",
        "wsh",
        "hta",
        "msi",
        "msp",
        "dll",
        "cpl",
        "sys",
        "lnk",
        "reg",
        "jar",
        "apk",
        "xapk",
        "ipa",
        "deb",
        "rpm",
        "sh",
        "app",
        "dmg",
        "pkg",
        "iso",
        "img",
        "vhd",
        "vhdx",
        "chm",
        "docm",
        "dotm",
        "xlsm",
        "xltm",
        "xlam",
        "pptm",
        "ppsm",
        "one",
        "url",
        "scf",
    ];

    /// <summary>The mailbox.</summary>
    public SmtpReceptionOptions Smtp { get; set; } = new();

    /// <summary>Largest mail in bytes.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaximumSize { get; set; } = 25 * 1024 * 1024;

    /// <summary>Type of a ticket that a mail opens, until an agent says better.</summary>
    public TicketType TicketType { get; set; } = TicketType.Request;

    /// <summary>Number of the customer on whose file mails of unknown senders open tickets; null: they are parked.</summary>
    public string? AnonymousCustomer { get; set; }

    /// <summary>
    /// Name by which our own mail server signs <c>Authentication-Results</c>; when set, a sender counts only with <c>dmarc=pass</c> of it.
    /// </summary>
    public string? AuthenticationServer { get; set; }

    /// <summary>Further addresses of our own, such as the sender of notices: what comes from them is a loop.</summary>
    public HashSet<string> OwnAddresses { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Mails of one sender within an hour from which the next is parked: two machines may be talking.</summary>
    [Range(1, 10_000)]
    public int MostPerHour { get; set; } = 20;

    /// <summary>
    /// Levels of parts and mails within a mail that are looked at; an attachment with more of them is not kept apart from the raw message.
    /// </summary>
    [Range(2, 64)]
    public int DeepestNesting { get; set; } = 16;

    /// <summary>Attachments of one mail that are kept.</summary>
    [Range(0, 1000)]
    public int MaximumAttachments { get; set; } = 20;

    /// <summary>Largest attachment in bytes.</summary>
    [Range(0, 256 * 1024 * 1024)]
    public int MaximumAttachmentSize { get; set; } = 10 * 1024 * 1024;

    /// <summary>Extensions of attachments that are never kept. Not set: programs, scripts, disk images and documents with macros.</summary>
    public string[]? RefusedExtensions { get; set; }

    /// <summary>Attempts to read a mail before it is parked.</summary>
    [Range(1, 20)]
    public int MaximumAttempts { get; set; } = 5;

    /// <summary>Pause after the first failed attempt; doubles with every further one.</summary>
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A replica that takes longer to read a mail is thought dead, and another one reads it.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Pause between two looks when nothing waits.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Raw messages that are not parked are kept for this long; the attachments of a ticket stay with it.</summary>
    public TimeSpan RawKeptFor { get; set; } = TimeSpan.FromDays(180);

    internal AttachmentRules Attachments => new(MaximumAttachments, MaximumAttachmentSize, RefusedExtensions ?? Programs);

    internal bool IsOurs(string address) =>
        OwnAddresses.Contains(address) || Smtp.Recipients.Contains(address, StringComparer.OrdinalIgnoreCase);
}

/// <summary>The mailbox: we are the next hop of the company's mail server; configuration section <c>Mail:Smtp</c>.</summary>
public sealed class SmtpReceptionOptions
{
    /// <summary>Port to listen on; 0: no mail is received.</summary>
    [Range(0, 65535)]
    public int Port { get; set; }

    /// <summary>Address to listen on.</summary>
    public string Address { get; set; } = "127.0.0.1";

    /// <summary>Name in the greeting.</summary>
    public string ServerName { get; set; } = "localhost";

    /// <summary>Mailboxes that we take mail for; any other is refused.</summary>
    public string[] Recipients { get; set; } = [];

    /// <summary>Networks of the mail servers that may deliver, as 10.1.0.0/16. Not set: this machine only.</summary>
    public string[]? Clients { get; set; }

    /// <summary>PKCS#12 file of the certificate for STARTTLS; null: plain text.</summary>
    public string? Certificate { get; set; }

    /// <summary>Password of that file.</summary>
    public string? CertificatePassword { get; set; }

    internal IPNetwork[] Networks => [.. (Clients ?? ["127.0.0.0/8", "::1/128"]).Select(c => IPNetwork.Parse(c))];

    internal bool IsComplete =>
        Port == 0 || Recipients.Length > 0 && IPAddress.TryParse(Address, out _) && (Clients ?? []).All(c => IPNetwork.TryParse(c, out _));
}
