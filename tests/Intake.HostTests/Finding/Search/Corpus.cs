using CustomerService.Intake.Catalogue.Cases;
using CustomerService.Intake.Catalogue.Units;
using CustomerService.Intake.Common.Index;
using CustomerService.Intake.Customers.Files;
using CustomerService.Intake.Finding.Search;
using CustomerService.Intake.Tickets.Life;

namespace CustomerService.Intake.HostTests.Finding.Search;

/// <summary>
/// What the search is held against: invented files, tickets, units and cases in Chinese and English. Names are of stems and branches, so
/// that nobody is meant. The later in a list, the newer.
/// </summary>
internal static class Corpus
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    private static readonly (string Id, string Name, string Phone, string? Email)[] Customers =
    [
        ("CQ00001", "甲子鼠", "+8613700010001", "jia.zishu@corpus.example"),
        ("CQ00002", "甲子鼠生", "+8613700010002", null),
        ("CQ00003", "乙甲子", "+8613700010003", "yijia@corpus.example"),
        ("CQ00004", "乙丑牛", "+8613700020004", "yichou_niu@corpus.example"),
        ("CQ00005", "丙寅虎丁", "+862155550005", null),
        ("CQ00006", "龙蛇测量仪器（集团）有限公司", "+862155550006", "service@longshe.example"),
        ("CQ00007", "Alpha Bravo", "+441632960007", "alpha.bravo@corpus.example"),
        ("CQ00008", "Alphabet Trading Ltd.", "+441632960008", "desk@alphabet.example"),
        ("CQ00009", "O'Bravo-Charlie", "+441632960009", null),
        ("CQ00010", "𠮷戊己", "+8613700030010", null),
        ("CQ00011", "Delta 庚辛", "+8613700030011", null),
        ("CQ00012", "甲", "+8613700030012", null),
    ];

    private static readonly (string Id, string Text, string? Fault, string? Model, string? Note)[] Tickets =
    [
        ("T90000101", "手机进水后扬声器没有声音", "F11", "CS-Q1", null),
        ("T90000102", "扬声器有杂音，通话断断续续", "F11", "CS-Q1", null),
        ("T90000103", "The loudspeaker crackles when the volume is high.", "F11", "CS-Q2", null),
        ("T90000104", "触摸屏右下角失灵，「返回」键按不动", "F21", "CS-Q2", "已更换触控排线 QX-77"),
        ("T90000105", "充电到８０％就停止，接口发烫", "F31", "CS-Q3", null),
        ("T90000106", "Touchscreen 失灵 after a drop; 请回电 13700099106", "F21", "CS-Q3", null),
        ("T90000107", "换过的蓄电池又鼓包了!!! 😡🔋", "F31", "CS-Q1", null),
        ("T90000108", "订单 QW20260107-88 的发票抬头写错", null, null, "it's 100% the seller's fault_"),
    ];

    public static IReadOnlyList<SearchEntry> Entries { get; } =
    [
        .. Customers.Select(
            (c, i) =>
                SearchEntries.Of(
                    new Customer
                    {
                        Id = c.Id,
                        Kind = CustomerKind.Person,
                        Name = c.Name,
                        Phone = "",
                        City = "上海市",
                        RegionCode = "3101",
                        Address = "测试路1号",
                        Language = "zh-Hans",
                        YearlySpend = 0,
                        Class = CustomerClass.Ordinary,
                    }.ReachedAt(c.Phone, c.Email),
                    Start.AddHours(i)
                )
        ),
        .. Tickets.Select(
            (t, i) =>
                SearchEntries.Of(
                    new TicketView
                    {
                        Id = t.Id,
                        CustomerNumber = "CQ00001",
                        UnitImei = null,
                        Model = t.Model,
                        FaultCode = t.Fault,
                        Text = t.Text,
                        Type = TicketType.Fault,
                        Priority = TicketPriority.Normal,
                        Channel = Channel.Phone,
                        FirstOwner = "A017",
                        Owner = "A017",
                        Status = TicketStatus.Acknowledged,
                        RegionCode = "3101",
                        OpenedAt = Start.AddHours(i),
                        ChangedAt = Start.AddHours(i),
                    },
                    [t.Note]
                )
        ),
        SearchEntries.Of(
            new Unit
            {
                Id = "867700010000018",
                Model = "CS-Q1",
                CustomerNumber = "CQ00001",
                InvoiceNumber = "QINV-2026-0018",
                Revision = 1,
            },
            Start
        ),
        SearchEntries.Of(
            new Unit
            {
                Id = "867700010000117",
                Model = "CS-Q2",
                CustomerNumber = "CQ00004",
                InvoiceNumber = "QINV-2026-0117",
                Revision = 1,
            },
            Start
        ),
        SearchEntries.Of(
            ACase(
                "K90000001",
                new CaseWords("扬声器杂音的处理", "通话或外放有杂音", "清洁听筒网，仍有杂音则更换扬声器组件"),
                null,
                "CS-Q1",
                "F11"
            ),
            Start
        ),
        SearchEntries.Of(
            ACase(
                "K90000002",
                null,
                new CaseWords("Touchscreen dead in one corner", "Touch does not react", "Reseat the flex cable"),
                "CS-Q2",
                "F21"
            ),
            Start
        ),
    ];

    /// <summary>What is typed, and what has to be found of the corpus, in this order; a line without numbers finds nothing of it.</summary>
    public static TheoryData<string, string> Questions =>
        new()
        {
            // Names: whole before beginning before inside, the newer first.
            { "甲子鼠", "CQ00001 CQ00002" },
            { "甲子", "CQ00002 CQ00001 CQ00003" },
            { "子鼠", "CQ00002 CQ00001" },
            { "甲", "CQ00012 CQ00002 CQ00001 CQ00003" },
            { "牛", "CQ00004" },
            { "虎丁", "CQ00005" },
            { "测量仪器", "CQ00006" },
            { "龙蛇测量仪器集团有限公司", "CQ00006" },
            { "龙蛇（集团）", "CQ00006" },
            { "𠮷", "CQ00010" },
            { "戊己", "CQ00010" },
            { "alpha bravo", "CQ00007" },
            { "ALPHA", "CQ00008 CQ00007" },
            { "alph", "CQ00008 CQ00007" },
            { "bravo", "CQ00009 CQ00007" },
            { "o'bravo", "CQ00009" },
            { "Delta庚", "CQ00011" },
            // Phones, however written, and their ends.
            { "13700010001", "CQ00001" },
            { "+86 137-0001-0002", "CQ00002" },
            { "１３７０００１０００３", "CQ00003" },
            { "0086 13700020004", "CQ00004" },
            { "0005", "CQ00005" },
            { "5555 0006", "CQ00006" },
            { "1632960009", "CQ00009" },
            // E-mail, its local part, and parts of that.
            { "jia.zishu@corpus.example", "CQ00001" },
            { "jia.zishu", "CQ00001" },
            { "zishu", "CQ00001" },
            { "yichou_niu", "CQ00004" },
            { "longshe", "CQ00006" },
            // Numbers of tickets, whole, without zeros, and their ends; units and invoices.
            { "T90000104", "T90000104" },
            { "t90000104", "T90000104" },
            { "90000105", "T90000105" },
            { "0000106", "T90000106" },
            { "867700010000018", "867700010000018" },
            { "0000117", "867700010000117" },
            { "QINV-2026-0018", "867700010000018 867700010000117" },
            { "QX-77", "T90000104" },
            { "QW20260107", "T90000108" },
            { "13700099106", "T90000106" },
            { "9106", "T90000106" },
            // Words of tickets and cases, in both languages and mixed.
            { "扬声器", "K90000001 T90000102 T90000101" },
            { "扬声器 杂音", "K90000001 T90000102 T90000101" },
            { "杂音扬声器", "T90000102 T90000101 K90000001" },
            { "鼓包", "T90000107" },
            { "loudspeaker", "T90000103" },
            { "touchscreen", "K90000002 T90000106" },
            { "touchscr 失灵", "T90000106" },
            { "失灵", "T90000106 T90000104" },
            { "「返回」键", "T90000104" },
            { "鼓包😡", "T90000107" },
            { "80％", "T90000105" },
            { "seller's", "T90000108" },
            { "F21", "K90000002 T90000106 T90000104" },
            // All but a piece.
            { "触摸屏左下角失灵", "T90000104" },
            // What nobody has.
            { "壬癸亥", "" },
            { "13799999999", "" },
            { "xylophone", "" },
        };

    private static Case ACase(string id, CaseWords? zh, CaseWords? en, string model, string fault) =>
        new()
        {
            Id = id,
            Status = CaseStatus.Published,
            PublishedVersion = 1,
            Published = new CaseText(zh, en, [model], [fault]),
            ChangedAt = Start,
        };
}
