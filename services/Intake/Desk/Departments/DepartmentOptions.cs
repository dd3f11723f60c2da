using System.ComponentModel.DataAnnotations;

namespace CustomerService.Intake.Desk.Departments;

/// <summary>Departments and their deadlines (I14); configuration section <c>Departments</c>.</summary>
public sealed class DepartmentOptions
{
    /// <summary>Departments by code, with their name in both languages.</summary>
    [Required]
    public Dictionary<string, DepartmentName> Known { get; } =
        new()
        {
            ["quality"] = new("quality", "质量部"),
            ["engineering"] = new("engineering", "研发部"),
            ["logistics"] = new("logistics", "物流部"),
            ["sales"] = new("sales", "销售部"),
            ["finance"] = new("finance", "财务部"),
            ["legal"] = new("legal", "法务部"),
        };

    /// <summary>A request is taken within this long.</summary>
    public TimeSpan TakenWithin { get; set; } = TimeSpan.FromHours(4);

    /// <summary>It is answered within this long after it was asked or ruled.</summary>
    public TimeSpan AnsweredWithin { get; set; } = TimeSpan.FromHours(24);

    /// <summary>The office rules on a dispute within this long.</summary>
    public TimeSpan RuledWithin { get; set; } = TimeSpan.FromHours(8);
}

/// <summary>Name of a department.</summary>
/// <param name="En">English.</param>
/// <param name="ZhHans">Chinese.</param>
public sealed record DepartmentName(string En, string ZhHans);
