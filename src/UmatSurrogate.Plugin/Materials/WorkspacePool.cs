namespace UmatSurrogate.Plugin.Materials;

/// <summary>
/// Lends workspaces to calls. Hosts make new threads for every sweep over the mesh, so nothing may live in thread-local
/// storage: the slots belong to the process. Lock-free; a full or empty pool costs an allocation, never a wait.
/// </summary>
internal sealed class WorkspacePool<T>(Func<T> create)
    where T : class
{
    private const int SlotCount = 256; // more threads than this at once allocate

    private readonly T?[] _slots = new T?[SlotCount];

    public T Take()
    {
        int first = FirstSlot();
        for (int i = 0; i < SlotCount; i++)
        {
            ref T? slot = ref _slots[(first + i) & (SlotCount - 1)];
            if (slot is not null && Interlocked.Exchange(ref slot, null) is T workspace)
                return workspace;
        }
        return create();
    }

    public void Return(T workspace)
    {
        int first = FirstSlot();
        for (int i = 0; i < SlotCount; i++)
        {
            ref T? slot = ref _slots[(first + i) & (SlotCount - 1)];
            if (slot is null && Interlocked.CompareExchange(ref slot, workspace, null) is null)
                return;
        }
    }

    /// <summary>Threads on different processors start at different cache lines (8 references of 8 bytes each).</summary>
    private static int FirstSlot() => (Thread.GetCurrentProcessorId() * 8) & (SlotCount - 1);
}
