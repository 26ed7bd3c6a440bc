namespace UmatSurrogate.Spectral;

/// <summary>
/// Runs the blocks of a loop on one or several threads. The blocks are fixed by the length of the loop alone and every block writes only its own results,
/// so results do not depend on the number of threads.
/// </summary>
internal sealed class BlockLoop
{
    /// <summary>Length of a block; a multiple of every register width, and short enough that a few blocks fit the first cache.</summary>
    public const int BlockLength = 1024;

    private readonly ParallelOptions _options;

    public BlockLoop(int threads)
    {
        _options = new ParallelOptions { MaxDegreeOfParallelism = threads };
    }

    /// <summary>Number of blocks of a loop of this length.</summary>
    public static int Blocks(int length) => (length + BlockLength - 1) / BlockLength;

    /// <summary>Runs <paramref name="body"/> for every block; pass the same delegate each time, so that none is allocated.</summary>
    public void Run(int blocks, Action<int> body)
    {
        if (_options.MaxDegreeOfParallelism > 1 && blocks > 1)
        {
            Parallel.For(0, blocks, _options, body);
            return;
        }

        for (int block = 0; block < blocks; block++)
            body(block);
    }
}
