namespace UmatSurrogate.Spectral;

/// <summary>
/// Runs the blocks of a loop on one or several threads. The blocks are fixed by the length of the loop alone and every block writes only its own results,
/// so results do not depend on the number of threads.
/// </summary>
internal sealed class BlockLoop
{
    /// <summary>Length of a block; a multiple of every register width, and short enough that a few blocks fit the first cache.</summary>
    public const int BlockLength = 1024;

    private readonly WorkerTeam _team;
    private readonly Action<int, int> _runBlock;
    private Action<int>? _body;

    public BlockLoop(int threads)
    {
        _team = new WorkerTeam(threads);
        _runBlock = (_, block) => _body!(block);
    }

    /// <summary>Number of blocks of a loop of this length.</summary>
    public static int Blocks(int length) => (length + BlockLength - 1) / BlockLength;

    /// <summary>Runs <paramref name="body"/> for every block; pass the same delegate each time, so that none is allocated.</summary>
    public void Run(int blocks, Action<int> body)
    {
        _body = body;
        _team.Run(blocks, _runBlock);
        _body = null;
    }
}
