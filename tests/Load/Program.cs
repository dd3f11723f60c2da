System.Console.WriteLine("usage: load [open|effect|backlog|memory|replay]");
