namespace CustomerService.Demo.Scenes;

/// <summary>A complaint from its acknowledgement to its closing; some customers reject the first proposal.</summary>
internal static class ComplaintScene
{
    /// <summary>Who handles complaints: ten on each of the first two levels.</summary>
    public static IReadOnlyList<string> Handlers { get; } =
    [.. Enumerable.Range(1, 2).SelectMany(level => Enumerable.Range(0, 10).Select(number => $"H{level}{number}"))];

    public static async Task Play(Scene scene, string number)
    {
        var path = $"/api/complaints/{number}";
        await scene.Until(path, _ => true, $"{number} to be registered");
        await scene.Do($"{number}-acknowledge", "supervisor:S01", $"{path}/acknowledge");
        await Propose(scene, number, path, 1);
        if (scene.Chance($"{number[^2..]} rejects proposal", 25))
        {
            await scene.Do($"{number}-reject", scene.Customer, $"{path}/reject", new { reason = "不能接受这个处理结果。" });
            await Propose(scene, number, path, 2);
        }

        var view = await scene.Do($"{number}-accept", scene.Customer, $"{path}/accept");
        if ((bool?)view["promiseOpen"] == true)
        {
            await scene.Do($"{number}-fulfil", "supervisor:S01", $"{path}/fulfil", new { note = "已兑现承诺。" });
        }

        await scene.Do(
            $"{number}-close",
            "supervisor:S01",
            $"{path}/close",
            new
            {
                causeCode = scene.Pick("cause", ["late-visit", "poor-explanation", "repeat-fault", "missing-part"]),
                correctiveAction = "已与相关人员复盘并整改。",
            }
        );
    }

    private static async Task Propose(Scene scene, string number, string path, int level)
    {
        var handler = $"H{level}{DemoData.Draw(scene.Contact.Key, "handler") / 10}";
        await scene.Do($"{number}-assign{level}", "supervisor:S01", $"{path}/assign", new { handlerId = handler });
        await scene.Do(
            $"{number}-finding{level}",
            $"complaintHandler:{handler}",
            $"{path}/findings",
            new { text = "已核实服务记录。", evidence = new[] { $"ticket:{scene.Ticket}" } }
        );
        var pays = scene.Chance($"compensation {level}", 30);
        await scene.Do(
            $"{number}-propose{level}",
            $"complaintHandler:{handler}",
            $"{path}/propose",
            new
            {
                remedy = pays ? "compensation" : "apology",
                text = "我们深表歉意，并提出如下处理方案。",
                amount = pays ? 100m * level : (decimal?)null,
                currency = pays ? "CNY" : null,
            }
        );
    }
}
