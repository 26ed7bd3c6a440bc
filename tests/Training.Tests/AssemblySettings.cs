// libtorch's random generator and its number of threads belong to the process: test classes must not run side by side.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
