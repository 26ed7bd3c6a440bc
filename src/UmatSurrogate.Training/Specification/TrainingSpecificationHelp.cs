namespace UmatSurrogate.Training;

/// <summary>The keys of <c>train.yaml</c> as the command line prints them.</summary>
public static class TrainingSpecificationHelp
{
    /// <summary>Every key with its default and meaning; an unknown key is an error.</summary>
    public const string Text = """
        Keys of train.yaml (default); examples/models/full-field.train.yaml is a commented example.
          features               paper | bishop-hill | cluster; required
          cell                   (gru) gru | lmsc | linear
          inputs                 (components) components | invariants: tensor components, or what no rotation changes (cluster, bishop-hill; gru, linear)
          grains                 (both; none for inputs: invariants) both | initial-state | step-input | none: which grain networks there are
          tensor_basis           (false; true for inputs: invariants) the deviatoric step features as a basis of the stress, with weights from the network
          hidden_size            (64) hidden size of the cell
          layers                 (2) layers of the cell
          grain_input_size       (32) length of what the grains add to every step
          input_layer_size       (0 = hidden_size) width of the linear input layer
          bishop_hill_sharpness  (12) sharpness of the soft maximum over the yield vertices
          cluster                (those of initial_model, else fitted ones) section: constants of the interacting grains, see below
          stress_free_reference  (true; false for paper) stress zero at the undeformed state
          loss                   (mse) mse | vector_norm
          hidden_memory          (true) false: no hidden state is passed on, the strain memories of the features are the only memory (cell: gru)
          optimiser              (adam)
          learning_rate          (4e-3) first learning rate
          learning_rate_end      (2e-5) last learning rate of the cosine schedule
          schedule               (cosine) constant | cosine
          warm_up_iterations     (100) linear rise of the learning rate
          gradient_norm_limit    (1) longest gradient; 0: no limit
          weight_decay           (0) AdamW
          batch                  (64) sequences per iteration
          epochs                 (40) how often every sample is seen
          iterations             (0 = by epochs) most iterations
          time_limit_s           (0 = none) iterations and schedule are planned to fit into this time, measured before the first one
          patience               (0 = off) early stopping after this many validations without gain
          sequence_points        ([20, 100]) time points drawn from a path, fewest and most
          sequence_density_ratio (0.05) sparsest over densest part of the drawn points
          sequence_prefix        (1 = off) points are drawn from the first part of the path, of log-uniform length from this share to the whole
          symmetry_augmentation  (cube; none for inputs: invariants, and for features: paper with grains: none) none | cube | any: 24 rotations of the box with shifted seeds, or all (not for paper)
          zero_step_fraction     (0) added steps in which nothing happens, per drawn step
          step_length_minimum    (4e-4) floor of the shortest step that the model commits
          training_samples       (0 = all) first samples of every data set that are used, or a list: [9000, 1000]
          validation_samples     (256) used during training, likewise; 0: all
          validation_interval    (1) epochs between two validations
          checkpoint_interval    (1) epochs between two checkpoints
          checkpoint_time_s      (300) longest time between two checkpoints
          sequence_memory_MiB    (4096) larger training data are read again in every epoch
          initial_model          (none) model file to start from, relative to the folder of train.yaml
          device                 (cpu) cpu | cuda
          precision              (float32) float32 | tf32 (matrix products on cuda)
          seed                   (1) initial weights and everything drawn
          seeds                  ([]) an ensemble: one model for each seed
          threads                (0 = all cores)
        Section cluster (features: cluster): relaxation, coupling, sharpness, momentum (a number for each sweep), output_sharpness, plain_sharpness,
        rotation_amplitude (two numbers), rotation_sharpness, rotation_floor, grid, and sweep_vertex_weights, sweep_vertex_magnitudes, output_..,
        plain_.., rotation_.. (five numbers for each sharpness). The defaults were fitted to 9000 simulations of examples/datasets/full-field-16;
        examples/pytorch/fit_cluster.py fits them to other data and writes the section. Fine-tuning keeps the constants of initial_model.
        """;
}
