System.Console.WriteLine("usage: demo import|story|tail|books");
