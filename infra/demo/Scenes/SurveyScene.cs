using System.Globalization;
using System.Text.RegularExpressions;

namespace CustomerService.Demo.Scenes;

/// <summary>The customer answers the survey on its page; a low score gets a call back, and a complaint where asked.</summary>
internal static partial class SurveyScene
{
    public static async Task Play(Scene scene, string number)
    {
        var invitation = await scene.Until($"/api/survey-invitations/{number}", _ => true, $"{number} to be decided");
        if ((string?)invitation["status"] == "invited" && scene.Chance("answers", 70))
        {
            // Nobody but the customer has the link.
            var own = await scene.Gateway.Get($"/api/survey-invitations/{number}", scene.Customer, scene.Cancellation);
            await Answer(scene, new Uri(own.Field("link")!, UriKind.RelativeOrAbsolute));
            invitation = await scene.Read($"/api/survey-invitations/{number}");
        }

        if (invitation["answer"] is not { } answer)
        {
            return;
        }

        if ((int)answer["satisfaction"]! <= 2)
        {
            var callBack = $"{number}-B";
            await scene.Until($"/api/call-backs/{callBack}", _ => true, $"{callBack} to be open");
            await scene.Do(
                "call-back",
                $"agent:{scene.Agent}",
                $"/api/call-backs/{callBack}/complete",
                new
                {
                    result = scene.Pick("call-back result", ["reached", "reached", "reached", "notReached"]),
                    note = "已致电客户说明情况。",
                }
            );
        }

        if ((bool?)answer["wantsComplaint"] == true)
        {
            await ComplaintScene.Play(scene, $"{number}-C");
        }
    }

    private static async Task Answer(Scene scene, Uri link)
    {
        var path = link.IsAbsoluteUri ? link.PathAndQuery : link.OriginalString;
        var page = await scene.Gateway.Get(path, scene.Cancellation);
        var nonce = Nonce().Match(page.Text);
        if (!page.IsSuccess || !nonce.Success)
        {
            throw new StoryStoppedException("no-survey-page", $"{path}: {(int)page.Status}");
        }

        var satisfaction = DemoData.Draw(scene.Contact.Key, "satisfaction") switch
        {
            < 45 => 5,
            < 75 => 4,
            < 87 => 3,
            < 95 => 2,
            _ => 1,
        };
        var form = new Dictionary<string, string>
        {
            ["nonce"] = nonce.Groups["value"].Value,
            ["satisfaction"] = satisfaction.ToString(CultureInfo.InvariantCulture),
            ["recommend"] = Math.Min(10, (satisfaction * 2) - 1 + (DemoData.Draw(scene.Contact.Key, "recommend") / 50))
                .ToString(CultureInfo.InvariantCulture),
        };
        if (satisfaction <= 2 && scene.Chance("wants complaint", 50))
        {
            form["wantsComplaint"] = "yes";
        }

        var thanks = await scene.Gateway.PostForm(path, form, scene.Cancellation);
        if (!thanks.IsSuccess)
        {
            throw new StoryStoppedException("survey-refused", $"{path}: {(int)thanks.Status} {thanks.Text}");
        }
    }

    [GeneratedRegex("name=\"nonce\" value=\"(?<value>[^\"]+)\"")]
    private static partial Regex Nonce();
}
