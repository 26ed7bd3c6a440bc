namespace UmatSurrogate.Spectral;

/// <summary>
/// A fixed number of threads that share numbered pieces of work, again and again, without allocating. The calling thread takes part. Which
/// thread does which piece is left to chance: pieces must not depend on each other nor on the thread, except for its scratch memory.
/// The threads end when the team is no longer reachable.
/// </summary>
public sealed class WorkerTeam
{
    private readonly Shared? _shared;

    /// <param name="threads">Number of threads, the calling one included.</param>
    public WorkerTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Threads = threads;
        if (threads == 1)
            return;
        _shared = new Shared(threads - 1);
        for (int i = 1; i < threads; i++)
        {
            // The thread must not keep the team alive: it knows only what they share.
            (Shared shared, int index) = (_shared, i);
            new Thread(() => shared.Serve(index)) { IsBackground = true, Name = "field worker" }.Start();
        }
    }

    ~WorkerTeam() => _shared?.End();

    /// <summary>Number of threads.</summary>
    public int Threads { get; }

    /// <summary>Does all pieces; returns when they are done. Must not be called by two threads at once.</summary>
    /// <param name="pieces">Number of pieces.</param>
    /// <param name="work">Does one piece: index of the thread, 0 to <see cref="Threads"/> - 1, and of the piece. Keep the delegate: making one allocates.</param>
    /// <exception cref="AggregateException">A piece threw.</exception>
    public void Run(int pieces, Action<int, int> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (_shared is null || pieces <= 1)
        {
            for (int piece = 0; piece < pieces; piece++)
                work(0, piece);
        }
        else
        {
            _shared.Run(pieces, work);
        }

        GC.KeepAlive(this);
    }

    private sealed class Shared(int helpers)
    {
        // Passes over the fields follow each other within microseconds: a thread looks for work for a while before it sleeps.
        private const int Looks = 40;

        private readonly object _gate = new();
        private Action<int, int>? _work;
        private Exception? _failure;
        private int _pieces, _next;
        private volatile int _round, _running;
        private volatile bool _ended;

        public void Run(int pieces, Action<int, int> work)
        {
            (_work, _pieces, _next, _failure) = (work, pieces, 0, null);
            _running = helpers;
            lock (_gate)
            {
                _round++;
                Monitor.PulseAll(_gate);
            }

            TakePieces(0);
            SpinWait look = default;
            for (int i = 0; i < Looks && _running > 0; i++)
                look.SpinOnce(sleep1Threshold: -1);
            lock (_gate)
            {
                while (_running > 0)
                    Monitor.Wait(_gate);
            }

            _work = null;
            if (_failure is not null)
                throw new AggregateException(_failure);
        }

        public void Serve(int thread)
        {
            for (int seen = 0; ; seen++)
            {
                SpinWait look = default;
                for (int i = 0; i < Looks && _round == seen; i++)
                    look.SpinOnce(sleep1Threshold: -1);
                lock (_gate)
                {
                    while (_round == seen && !_ended)
                        Monitor.Wait(_gate);
                }

                if (_ended)
                    return;
                TakePieces(thread);
                lock (_gate)
                {
                    if (--_running == 0)
                        Monitor.PulseAll(_gate);
                }
            }
        }

        public void End()
        {
            lock (_gate)
            {
                _ended = true;
                Monitor.PulseAll(_gate);
            }
        }

        private void TakePieces(int thread)
        {
            try
            {
                for (int piece = Interlocked.Increment(ref _next) - 1; piece < _pieces; piece = Interlocked.Increment(ref _next) - 1)
                    _work!(thread, piece);
            }
#pragma warning disable CA1031 // Any exception must reach the caller of Run, on its own thread.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref _failure, e, null);
            }
        }
    }
}
