using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CustomerService.Architecture.Tests;

/// <summary>What makes code easy to read, as far as it can be counted. The formatter does the rest.</summary>
public sealed class StyleTests
{
    private const int MostArms = 3;

    private static readonly string[] Everywhere = ["services", "gateway", "contracts", "tests", "infra"];

    [Fact]
    public void AChoiceOfManyIsAListOfGuardsAndNoLadder() =>
        Assert.Empty(Sources.Code(Everywhere).SelectMany(file => Ladders(file, Sources.Read(file))));

    [Fact]
    public void ALadderIsFound() =>
        Assert.Single(
            Ladders("x.cs", "class C { int M(int a) => a == 1 ? 1 : a == 2 ? 2 : a == 3 ? 3 : 4; int N(int a) => a == 1 ? 1 : 2; }")
        );

    private static IEnumerable<string> Ladders(string file, string code) =>
        Nodes<ConditionalExpressionSyntax>(code)
            .Where(c => c.Parent is not ConditionalExpressionSyntax above || above.WhenFalse != c)
            .Where(c => Arms(c) > MostArms)
            .Select(c => $"{file}:{Line(c)}: {Arms(c)} arms");

    private static int Arms(ExpressionSyntax expression) => expression is ConditionalExpressionSyntax c ? 1 + Arms(c.WhenFalse) : 1;

    private static IEnumerable<T> Nodes<T>(string code)
        where T : SyntaxNode =>
        CSharpSyntaxTree.ParseText(code, new CSharpParseOptions(LanguageVersion.Latest)).GetRoot().DescendantNodes().OfType<T>();

    private static int Line(SyntaxNode node) => node.GetLocation().GetLineSpan().StartLinePosition.Line + 1;
}
