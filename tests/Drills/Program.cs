using System.Globalization;
using CustomerService.Drills;

CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    await (
        args switch
        {
            ["restore", ..] => RestoreDrill.Run(Arguments.Contacts(args)),
            _ => throw new DrillFailedException("usage: drills restore [contacts]"),
        }
    );
    return 0;
}
catch (DrillFailedException failed)
{
    Console.Error.WriteLine(failed.Message);
    return 1;
}
