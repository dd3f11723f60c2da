namespace CustomerService.Identity.SignIn;

/// <summary>A text in the languages of the pages.</summary>
internal sealed record Text(string Chinese, string English)
{
    public string In(string language) => language == PageLanguage.English ? English : Chinese;
}

internal static class PageLanguage
{
    public const string Chinese = "zh-Hans";
    public const string English = "en";

    /// <summary>The first language of the browser that we speak; otherwise Chinese.</summary>
    public static string Of(HttpRequest request) =>
        request
            .GetTypedHeaders()
            .AcceptLanguage.OrderByDescending(l => l.Quality ?? 1)
            .Select(l => l.Value.Value ?? "")
            .Select(l =>
                l.StartsWith("zh", StringComparison.OrdinalIgnoreCase) ? Chinese
                : l.StartsWith("en", StringComparison.OrdinalIgnoreCase) ? English
                : null
            )
            .FirstOrDefault(l => l is not null)
        ?? Chinese;
}

/// <summary>What the pages say.</summary>
internal static class SignInTexts
{
    public static readonly Text SignInTitle = new("登录", "Sign in");
    public static readonly Text UserId = new("工号或客户号", "User id");
    public static readonly Text Password = new("密码", "Password");
    public static readonly Text SignIn = new("登录", "Sign in");
    public static readonly Text Refused = new(
        "登录失败:账号或密码不正确,或者多次失败后暂时锁定。",
        "That did not work: the user id or the password is wrong, or the user is locked for a while after failed tries."
    );
    public static readonly Text PageTooOld = new("页面已失效,请重新填写。", "This page was open for too long. Please fill it in again.");
    public static readonly Text ChangeTitle = new("设置新密码", "Choose a new password");
    public static readonly Text ChangeWhy = new(
        "当前密码仅供首次登录使用,请设置新密码。",
        "Your present password is for one sign-in only. Please choose a new one."
    );
    public static readonly Text PasswordRule = new(
        "12 至 128 个字符,不能是账号本身;字符种类不限。",
        "12 to 128 characters, not your user id; any characters you like."
    );
    public static readonly Text Current = new("当前密码", "Present password");
    public static readonly Text New = new("新密码", "New password");
    public static readonly Text Again = new("再次输入新密码", "New password once more");
    public static readonly Text Change = new("保存", "Save");
    public static readonly Text NotTheSame = new("两次输入的新密码不一致。", "The new passwords are not the same.");
    public static readonly Text NotAllowed = new(
        "新密码不符合要求,或与当前密码相同。",
        "The new password does not follow the rule, or is the present one."
    );
    public static readonly Text InvitedWhy = new("请为您的账号设置密码。", "Please choose the password of your user.");
    public static readonly Text InvitedTitle = new("密码已设置", "Your password is set");
    public static readonly Text Invited = new("现在可以用新密码登录。", "You can sign in with it now.");
    public static readonly Text InvitationOverTitle = new("链接已失效", "This link does not work any more");
    public static readonly Text InvitationOver = new(
        "链接已使用或已过期。请向管理员索取新的链接。",
        "It was used already, or it is too old. Ask your administrator for a new one."
    );
    public static readonly Text CodeTitle = new("输入验证码", "Enter your code");
    public static readonly Text CodeWhy = new(
        "请输入验证器应用显示的 6 位数字。",
        "Enter the six digits that your authenticator app shows."
    );
    public static readonly Text Code = new("验证码", "Code");
    public static readonly Text CodeRefused = new(
        "验证码不正确，或者多次失败后暂时锁定。",
        "That is not the code, or you are locked for a while after failed tries."
    );
    public static readonly Text SecondFactorTitle = new("设置验证器", "Set up your authenticator");
    public static readonly Text SecondFactorWhy = new(
        "此账号登录时需要验证码。请用验证器应用扫描图片，再输入应用显示的 6 位数字。",
        "This user needs a code to sign in. Scan the picture with your authenticator app, then enter the six digits that it shows."
    );
    public static readonly Text Picture = new("验证器应用扫描的二维码", "QR code for the authenticator app");
    public static readonly Text Typed = new("无法扫描时，请手动输入：", "If you cannot scan it, type this in:");
    public static readonly Text SignedInTitle = new("已登录", "You are signed in");
    public static readonly Text SignedIn = new("请返回您要使用的应用。", "Go back to the app that you want to use.");
    public static readonly Text SignOutTitle = new("退出登录", "Sign out");
    public static readonly Text SignOutAsk = new("确定要退出登录吗?", "Do you want to sign out?");
    public static readonly Text SignedOutTitle = new("已退出登录", "You are signed out");
    public static readonly Text SignedOut = new("可以关闭此页面。", "You can close this page.");
}
