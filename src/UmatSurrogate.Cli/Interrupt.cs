namespace UmatSurrogate.Cli;

/// <summary>Ctrl+C as a cancellation instead of the end of the process, as long as the object lives.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    public Interrupt() => Console.CancelKeyPress += Stop;

    public CancellationToken Token => _stop.Token;

    public void Dispose()
    {
        Console.CancelKeyPress -= Stop;
        _stop.Dispose();
    }

    private void Stop(object? sender, ConsoleCancelEventArgs e)
    {
        e.Cancel = true;
        _stop.Cancel();
    }
}
