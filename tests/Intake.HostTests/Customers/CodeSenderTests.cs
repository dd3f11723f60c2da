using CustomerService.Intake.Channels.Replies;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Customers.Proofs;
using Microsoft.Extensions.Options;
using MailServer = CustomerService.Subscriptions.HostTests.Notices.SmtpServer;

namespace CustomerService.Intake.HostTests.Customers;

/// <summary>I5: codes leave by e-mail over a real conversation, or into a folder.</summary>
public sealed class CodeSenderTests
{
    private static readonly OutgoingCode Code = new(ContactPointKind.Email, "someone@example.org", "042042", "zh-Hans");

    [Fact]
    public async Task ACodeLeavesByMailInTheLanguageOfTheCustomer()
    {
        await using var server = new MailServer();
        Assert.True(await Mail(server.Port).Send(Code, default));
        Assert.True(await Mail(server.Port).Send(Code with { Language = "en" }, default));
        var received = server.For(Code.To).Select(m => m.Message).ToList();
        Assert.Equal(2, received.Count);
        Assert.All(received, m => Assert.Contains("042042", m.TextBody, StringComparison.Ordinal));
        Assert.Equal(["Your code", "您的验证码"], received.Select(m => m.Subject).Order(StringComparer.Ordinal));
        Assert.All(received, m => Assert.Equal("auto-generated", m.Headers["Auto-Submitted"]));
    }

    [Fact]
    public async Task ARefusalAndASilentServerAreNoCrash()
    {
        await using var server = new MailServer();
        server.Answer(Code.To, "550 no such user");
        Assert.False(await Mail(server.Port).Send(Code, default));
        Assert.False(await Mail(9).Send(Code, default));
    }

    [Fact]
    public void WithoutAServerMailIsNotCarriedAndPhonesNeverAre()
    {
        Assert.False(
            new CodeMail(new Intake.Customers.Proofs.MailServer(Options.Create(new ProofOptions())), TimeProvider.System).Carries(
                ContactPointKind.Email
            )
        );
        Assert.False(Mail(25).Carries(ContactPointKind.Phone));
    }

    [Fact]
    public async Task ForDevelopmentACodeIsAFile()
    {
        var folder = Directory.CreateTempSubdirectory("codes-").FullName;
        var files = new CodeFiles(Options.Create(new ProofOptions { Folder = folder }));
        Assert.True(files.Carries(ContactPointKind.Phone));
        Assert.True(await files.Send(Code, default));
        Assert.Contains("042042", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder))), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task APhoneGetsItsCodeByShortMessageWhereAGatewayTakesThem()
    {
        var folder = Directory.CreateTempSubdirectory("sms-").FullName;
        var sender = new CodeShortMessages(new ShortMessages(Options.Create(new ReplyOptions { SmsFolder = folder })));
        Assert.True(sender.Carries(ContactPointKind.Phone));
        Assert.False(sender.Carries(ContactPointKind.Email));
        Assert.True(await sender.Send(Code with { Kind = ContactPointKind.Phone, To = "+8613800138000" }, default));
        Assert.Contains("042042", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(folder))), StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
        Assert.False(new CodeShortMessages(new ShortMessages(Options.Create(new ReplyOptions()))).Carries(ContactPointKind.Phone));
    }

    private static CodeMail Mail(int port) =>
        new(
            new Intake.Customers.Proofs.MailServer(
                Options.Create(
                    new ProofOptions
                    {
                        Mail = new CodeMailOptions
                        {
                            Host = "127.0.0.1",
                            Port = port,
                            Encrypted = false,
                            From = "service@localhost",
                        },
                    }
                )
            ),
            TimeProvider.System
        );
}
