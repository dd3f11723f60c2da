using CustomerService.Identity.Clients;
using CustomerService.Identity.Passwords;
using CustomerService.Identity.Users;
using static CustomerService.Identity.Tests.IdentityDecisions;

namespace CustomerService.Identity.Tests;

/// <summary>Who may become what.</summary>
public sealed class UserDecisionTests
{
    private const string By = "administrator:AD1";

    [Fact]
    public void AUserIsRegisteredWithAFirstPasswordThatMustBeChanged()
    {
        var decision = RegisterUser.Decide(new RegisterUser("A017", Agent, "correct horse battery"), true, By, Now);
        Assert.Equal([new UserRegistered(Agent, By, Now), new PasswordSet(true, By, Now)], decision.Events);
    }

    [Fact]
    public void AUserMayBeRegisteredWithoutAPassword() =>
        Assert.Equal([new UserRegistered(Agent, By, Now)], RegisterUser.Decide(new RegisterUser("A017", Agent), true, By, Now).Events);

    [Theory]
    [InlineData("", "id-malformed")]
    [InlineData("A 17", "id-malformed")]
    [InlineData("A17\n", "id-malformed")]
    public void AnIdHasOnlySafeCharacters(string id, string code) =>
        Assert.Equal(code, RegisterUser.Decide(new RegisterUser(id, Agent), true, By, Now).Rejection?.Code);

    [Theory]
    [InlineData("elevenchars", "password-length")]
    [InlineData("twelve chars", null)]
    [InlineData("administrator-A017", "password-common")]
    [InlineData("user-number-0000000017", "password-is-id")]
    [InlineData("USER-number-0000000017", "password-is-id")]
    [InlineData("密码密码密码密码密码密码", "password-common")]
    public void APasswordIsLongAndNotTheId(string password, string? code) =>
        Assert.Equal(code, PasswordRules.Check("user-number-0000000017", password)?.Code);

    [Fact]
    public void APasswordHasAtMost128Characters()
    {
        var longest = string.Concat(Enumerable.Range(0, 32).Select(i => $"w{i:x3}"));
        Assert.Null(PasswordRules.Check("A017", longest));
        Assert.Equal("password-length", PasswordRules.Check("A017", $"{longest}x")?.Code);
    }

    [Theory]
    [InlineData(new[] { Role.System }, "role-not-for-people")]
    [InlineData(new[] { Role.Agent, Role.Integration }, "role-not-for-people")]
    [InlineData(new[] { Role.Customer, Role.Agent }, "role-contradictory")]
    [InlineData(new Role[0], "role-missing")]
    [InlineData(new[] { Role.Agent, Role.Supervisor }, null)]
    [InlineData(new[] { Role.Customer }, null)]
    public void PeopleHaveRolesOfPeople(Role[] roles, string? code) =>
        Assert.Equal(code, UserRules.Check(new Access { Roles = roles })?.Code);

    [Theory]
    [InlineData("S31*", null)]
    [InlineData("*", null)]
    [InlineData("S3*1", "site-malformed")]
    [InlineData("", "site-malformed")]
    public void SitesArePatterns(string site, string? code) =>
        Assert.Equal(code, UserRules.Check(new Access { Roles = [Role.Agent], Sites = [site] })?.Code);

    [Fact]
    public void AccessIsChanged()
    {
        var command = new ChangeUserAccess(Agent with { Clearance = Confidentiality.Secret });
        GivenUser("A017", Agent)
            .When(u => ChangeUserAccess.Decide(u, command, true, Administrator with { Clearance = Confidentiality.Secret }, Now))
            .Then(new UserAccessChanged(command.Access, false, By, Now), new AccessTokensEnded(null, 1, By, Now));
    }

    [Theory]
    [InlineData("S310101", Confidentiality.Normal, null)]
    [InlineData("S3101*", Confidentiality.Secret, null)]
    [InlineData("S310101", Confidentiality.Confidential, "clearance-above-yours")]
    [InlineData("S32*", Confidentiality.Normal, "places-beyond-yours")]
    [InlineData("*", Confidentiality.Normal, "places-beyond-yours")]
    public void NobodyGrantsMoreThanTheyHave(string site, Confidentiality clearance, string? code)
    {
        var grantor = Administrator with { Clearance = Confidentiality.Secret, Scope = new DataScope(["S31*"], []) };
        var wanted = new Access { Sites = [site], Clearance = clearance };
        Assert.Equal(code, Grants.Refuse(grantor, wanted)?.Code);
        Assert.Null(Grants.Refuse(grantor, wanted, wanted));
        Assert.Equal(clearance > Confidentiality.Secret, Grants.RefuseTakingOver(grantor, wanted) is not null);
        Assert.Equal(code, ClientTerms.Refuse(grantor, new ClientTerms { Sites = [site], Clearance = clearance })?.Code);
    }

    [Fact]
    public void APartOfThisSystemIsRegisteredByConfigurationOnly()
    {
        var (system, other) = (new ClientTerms { Role = Role.System }, new ClientTerms { Role = Role.Integration });
        Assert.All(
            [
                ClientTerms.Refuse(Administrator, system),
                ClientTerms.Refuse(Administrator, other, system),
                ClientTerms.Refuse(Administrator, system, other),
            ],
            refusal => Assert.Equal("system-by-configuration", refusal?.Code)
        );
    }

    [Theory]
    [InlineData("123456789012", true)]
    [InlineData("aaaaaaaaaaaa", true)]
    [InlineData("passwordpassword", true)]
    [InlineData("P@ssw0rd!2024", true)]
    [InlineData("qwertyuiop12", true)]
    [InlineData("customerservice", true)]
    [InlineData("A017A017A017A017", true)]
    [InlineData("zxcvbnm,./2023", true)]
    [InlineData("a first password", false)]
    [InlineData("correct horse battery", false)]
    [InlineData("楼下的猫又在睡觉了吗今天", false)]
    public void WhatOthersTryFirstIsNoPassword(string password, bool isCommon) =>
        Assert.Equal(isCommon ? "password-common" : null, PasswordRules.Check("A017", password)?.Code);

    [Fact]
    public void TheSameAccessAgainIsNothing() =>
        GivenUser("A017", Agent)
            .When(u => ChangeUserAccess.Decide(u, new ChangeUserAccess(Agent with { Sites = ["S3101*"] }), true, Administrator, Now))
            .ThenNothing();

    [Fact]
    public void NobodyRaisesTheirOwnClearance()
    {
        var command = new ChangeUserAccess(Admin with { Clearance = Confidentiality.Secret });
        GivenUser("AD1", Admin).When(u => ChangeUserAccess.Decide(u, command, true, Administrator, Now)).ThenRejected("own-clearance");
        GivenUser("AD2", Admin)
            .When(u => ChangeUserAccess.Decide(u, command, true, Administrator with { Clearance = Confidentiality.Secret }, Now))
            .Then(new UserAccessChanged(command.Access, false, By, Now), new AccessTokensEnded(null, 1, By, Now));
        GivenUser("AD1", command.Access)
            .When(u => ChangeUserAccess.Decide(u, new ChangeUserAccess(Admin), true, Administrator, Now))
            .Then(new UserAccessChanged(Admin, false, By, Now), new AccessTokensEnded(null, 1, By, Now));
    }

    [Fact]
    public void TheLastAdministratorStaysOne()
    {
        GivenUser("AD1", Admin)
            .When(u => ChangeUserAccess.Decide(u, new ChangeUserAccess(Agent), false, Administrator, Now))
            .ThenRejected("last-administrator");
        GivenUser("AD1", Admin)
            .When(u => ChangeUserAccess.Decide(u, new ChangeUserAccess(Agent), true, Administrator, Now))
            .Then(new UserAccessChanged(Agent, false, By, Now), new AccessTokensEnded(null, 1, By, Now));
        GivenUser("AD1", Admin).When(u => DisableUser.Decide(u, false, Administrator, Now)).ThenRejected("last-administrator");
        GivenUser("A017", Agent)
            .When(u => DisableUser.Decide(u, false, Administrator, Now))
            .Then(new UserDisabled(Agent, By, Now), new AccessTokensEnded(null, 1, By, Now));
    }

    [Fact]
    public void DisablingAndEnablingTwiceIsNothing()
    {
        GivenUser("A017", Agent, new UserDisabled(Agent, By, Now)).When(u => DisableUser.Decide(u, true, Administrator, Now)).ThenNothing();
        GivenUser("A017", Agent, new UserDisabled(Agent, By, Now))
            .When(u => EnableUser.Decide(u, Administrator, Now))
            .Then(new UserEnabled(Agent, By, Now));
        GivenUser("A017", Agent).When(u => EnableUser.Decide(u, Administrator, Now)).ThenNothing();
    }

    [Fact]
    public void OnlyALockIsUnlocked()
    {
        GivenUser("A017", Agent).When(u => UnlockUser.Decide(u, Administrator, Now)).ThenNothing();
        var locked = GivenUser("A017", Agent, new UserLockedOut(Now.AddMinutes(15), "192.0.2.1", Now));
        Assert.Equal(Now.AddMinutes(15), locked.State.LockedUntil);
        locked.When(u => UnlockUser.Decide(u, Administrator, Now)).Then(new UserUnlocked(By, Now));
    }

    [Fact]
    public void OnesOwnPasswordStaysAndOneFromAnAdministratorMustBeChanged()
    {
        GivenUser("A017", Agent)
            .When(u => SetPassword.Decide(u, "correct horse battery", true, "agent:A017", Now))
            .Then(new PasswordSet(false, "agent:A017", Now), new AccessTokensEnded(null, 1, "agent:A017", Now));
        GivenUser("A017", Agent)
            .When(u => SetPassword.Decide(u, "correct horse battery", false, By, Now))
            .Then(new PasswordSet(true, By, Now), new AccessTokensEnded(null, 1, By, Now));
        GivenUser("A017", Agent).When(u => SetPassword.Decide(u, "short", true, By, Now)).ThenRejected("password-length");
    }

    [Fact]
    public void ANewPasswordAndADisablingEndWhatWasBefore()
    {
        var before = GivenUser("A017", Agent).State;
        Assert.NotEqual(before.Epoch, GivenUser("A017", Agent, new PasswordSet(false, By, Now)).State.Epoch);
        Assert.NotEqual(
            before.Epoch,
            GivenUser("A017", Agent, new UserDisabled(Agent, By, Now), new UserEnabled(Agent, By, Now)).State.Epoch
        );
        Assert.Equal(before.Epoch, GivenUser("A017", Agent, new UserAccessChanged(Admin, false, By, Now)).State.Epoch);
    }

    [Fact]
    public void ATryIsRecordedForWhatItWas()
    {
        var user = GivenUser("A017", Agent).State;
        var disabled = GivenUser("A017", Agent, new UserDisabled(Agent, By, Now)).State;
        var counted = new ClaimedTry("hash", false, null);
        var last = new ClaimedTry("hash", false, Now.AddMinutes(15));
        Assert.Equal([new UserSignedIn("192.0.2.1", Now)], PasswordCheck.Events(user, counted, true, true, "192.0.2.1", Now));
        Assert.Equal([new UserSignedIn("192.0.2.1", Now)], PasswordCheck.Events(user, last, true, true, "192.0.2.1", Now));
        Assert.Empty(PasswordCheck.Events(user, counted, true, false, "192.0.2.1", Now));
        Assert.Equal(
            [new SignInFailed(SignInFailure.WrongPassword, "192.0.2.1", Now)],
            PasswordCheck.Events(user, counted, false, true, "192.0.2.1", Now)
        );
        Assert.Equal(
            [new SignInFailed(SignInFailure.WrongPassword, "192.0.2.1", Now), new UserLockedOut(Now.AddMinutes(15), "192.0.2.1", Now)],
            PasswordCheck.Events(user, last, false, true, "192.0.2.1", Now)
        );
        Assert.Equal(
            [new SignInFailed(SignInFailure.Locked, "192.0.2.1", Now)],
            PasswordCheck.Events(user, null, false, true, "192.0.2.1", Now)
        );
        Assert.Equal(
            [new SignInFailed(SignInFailure.Disabled, "192.0.2.1", Now)],
            PasswordCheck.Events(disabled, counted, true, true, "192.0.2.1", Now)
        );
    }
}
