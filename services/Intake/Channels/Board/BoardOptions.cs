using System.ComponentModel.DataAnnotations;

namespace CustomerService.Intake.Channels.Board;

/// <summary>Numbers of the message board (I16); configuration section <c>Board</c>.</summary>
public sealed class BoardOptions
{
    /// <summary>Questions that one customer may ask within a day.</summary>
    [Range(1, 1000)]
    public int QuestionsADay { get; set; } = 5;
}
