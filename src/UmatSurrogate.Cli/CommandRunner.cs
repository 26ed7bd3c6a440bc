using UmatSurrogate.Mechanics;

namespace UmatSurrogate.Cli;

/// <summary>Exit status of every command: 0 done, 1 failed, 2 bad input; errors are one plain message on standard error.</summary>
internal static class CommandRunner
{
    public const int Succeeded = 0;
    public const int Failed = 1;
    public const int BadInput = 2;

    /// <summary>Runs the body of a command and turns exceptions into messages and exit statuses.</summary>
    public static int Run(Func<int> body)
    {
        try
        {
            return body();
        }
        catch (InputException error)
        {
            Console.Error.WriteLine($"error: {error.Message}");
            return BadInput;
        }
        catch (AggregateException error) when (error.Flatten().InnerExceptions.All(inner => inner is InputException))
        {
            Console.Error.WriteLine($"error: {error.Flatten().InnerExceptions[0].Message}");
            return BadInput;
        }
        catch (OutOfMemoryException)
        {
            Console.Error.WriteLine("error: the memory of this machine is not enough for what was asked.");
            return Failed;
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopped. What was complete is kept; the same command goes on from there.");
            return Failed;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"error: {error.Message}");
            return BadInput;
        }
        catch (IOException error)
        {
            Console.Error.WriteLine($"error: {error.Message}");
            return Failed;
        }
#pragma warning disable CA1031 // the outermost frame of the program: everything else is a fault of ours and is reported as such
        catch (Exception error)
#pragma warning restore CA1031
        {
            Console.Error.WriteLine($"internal error: {error.GetType().Name}: {error.Message}");
            Console.Error.WriteLine(error.StackTrace);
            return Failed;
        }
    }
}
