using System.Globalization;
using CustomerService.Demo;
using Spectre.Console;

try
{
    return args.FirstOrDefault() switch
    {
        "import" => await Verbs.Import(new Arguments(args)),
        "story" => await Verbs.Story(new Arguments(args)),
        "tail" => await Verbs.Tail(new Arguments(args)),
        "books" => await Verbs.Balance(new Arguments(args)),
        "token" => await Verbs.Token(new Arguments(args)),
        "fuzz" => await Verbs.Fuzz(new Arguments(args)),
        "errors" => await Verbs.Errors(new Arguments(args)),
        _ => Usage(),
    };
}
catch (ArgumentException mistake)
{
    AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[red]{mistake.Message}[/]");
    return Usage();
}

static int Usage()
{
    Console.WriteLine(
        """
        usage: demo import --gateway URL                                  brings in the master data; again changes nothing
               demo story  --gateway URL [--contacts 300] [--parallel 8]  plays contacts as stories through the gateway
               demo tail   [--from first|last|next|OFFSET] [--count N] [--follow] [--json]   prints the ticket event stream
               demo books  --gateway URL                                  balances the books from outside
               demo errors [--replay]                                     lists error queues, or sends their messages back
               demo fuzz   --gateway URL [--requests 10000] [--seed N]    sends what no friendly client would send
               demo token  --gateway URL --as role:id                     prints an access token of somebody
        The issuer knows the demo by CUSTOMERSERVICE_DEMO_SECRET.
        RabbitMQ is where CUSTOMERSERVICE_RABBITMQ and CUSTOMERSERVICE_RABBITMQ_MANAGEMENT say.
        """
    );
    return 2;
}
