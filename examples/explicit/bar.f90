!> Explicit dynamics of a bar with VUMAT, called as Abaqus/Explicit calls it: data check, wave speed from its answer, then blocks of points.
!> 16 elements in a row, each with three degrees of freedom of stretch: U = diag(a, b, c), a from the nodes, b and c with the lateral inertia of
!> the square section (width w: rho w**2/12 d2b/dt2 = -s22 J/b; Love's bar). One end is fixed, the other is pushed at a velocity that begins
!> smoothly, to 4.5 % in 10 s (compression: a bar in tension would neck, and a neck magnifies every difference). Central
!> differences; linear bulk viscosity 0.06 as in Abaqus/Explicit.
!> Usage: bar REFINEMENT FILE.csv (time step = stable one / REFINEMENT); units m, s, kg.
program bar
   use umat_surrogate, only: vumat, ums_last_error
   implicit none
   integer, parameter :: dp = kind(1d0), n = 16, block = 10, depvar = 153, outputs = 200
   real(dp), parameter :: length = 0.1_dp, w = length/n, rho = 2e11_dp, end_time = 10, strain = -0.05_dp ! rho: mass scaled
   character(80), parameter :: material = 'ALUMINIUM'
   real(dp) :: x(0:n), v(0:n), force(n), b(n), c(n), db(n), dc(n), u(n, 6), u_old(n, 6), strain_inc(n, 6), viscous(n)
   real(dp) :: stress(n, 6), state(n, depvar), energy(n), lost(n), dt, time, speed, rate, work, kinetic
   integer :: step, steps, i, unit, refinement
   character(256) :: text

   call get_command_argument(1, text)
   read (text, *) refinement
   call get_command_argument(2, text)
   x = [(i*w, i=0, n)]
   v = 0; b = 1; c = 1; db = 0; dc = 0; viscous = 0; work = 0
   stress = 0; state = 0; energy = 0; lost = 0
   u = 0; u(:, 1:3) = 1

   strain_inc = 0; strain_inc(:, 1) = 1e-6_dp                ! data check: fictitious strain, both times zero
   call material_update(0d0, 1e-7_dp)
   speed = sqrt(stress(1, 1)/1e-6_dp/rho)
   stress = 0; energy = 0; lost = 0
   steps = outputs*ceiling(end_time/(outputs*0.25_dp*w/speed))*refinement
   dt = end_time/steps
   open (newunit=unit, file=trim(text), status='replace')
   write (unit, '(a)') 'time_s,strain,mean_sigma11_Pa,element_1_Pa,element_8_Pa,element_16_Pa,kinetic_J,internal_J'
   do step = 1, steps
      time = step*dt
      force = (stress(:, 1) + viscous)*b*c*w**2                     ! Cauchy stress times the section as it is
      v(1:n - 1) = v(1:n - 1) + dt*(force(2:n) - force(1:n - 1))/(rho*w**3)
      v(0) = 0
      v(n) = strain*length/end_time*min(1d0, 5*time/end_time)**2*(3 - 2*min(1d0, 5*time/end_time))
      x = x + dt*v
      db = db - dt*12/(rho*w**2)*(stress(:, 2) + viscous)*u(:, 1)*c
      dc = dc - dt*12/(rho*w**2)*(stress(:, 3) + viscous)*u(:, 1)*b
      b = b + dt*db
      c = c + dt*dc
      u_old = u
      u(:, 1) = (x(1:n) - x(0:n - 1))/w; u(:, 2) = b; u(:, 3) = c
      strain_inc(:, 1:3) = 2*(u(:, 1:3) - u_old(:, 1:3))/(u(:, 1:3) + u_old(:, 1:3))
      do i = 1, n
         rate = sum(strain_inc(i, 1:3))/dt
         viscous(i) = 0.06_dp*rho*speed*w*rate
      end do
      call material_update(time, dt)
      if (mod(step, steps/outputs) == 0) then
         kinetic = 0.5_dp*rho*w**3*(sum(v(1:n - 1)**2) + 0.5_dp*v(n)**2) + rho*w**5/24*sum(db**2 + dc**2)
         write (unit, '(*(es15.7,:,","))') time, x(n)/length - 1, sum(stress(:, 1))/n, stress(1, 1), stress(8, 1), stress(16, 1), &
            kinetic, rho*w**3*sum(energy)
      end if
   end do
   close (unit)
   print '(a,i0,a,es9.2,a,f9.3,a,f6.3)', 'steps ', steps, ', time step ', dt, ' s, mean stress at the end ', &
      sum(stress(:, 1))/n/1e6_dp, ' MPa, inelastic part of the internal energy ', sum(lost)/sum(energy)

contains

   !> Stress, state and energies of all elements at the stretch u, in blocks of at most 10 points.
   subroutine material_update(step_time, dt)
      real(dp), intent(in) :: step_time, dt
      integer :: first
      do first = 1, n, block
         call block_update(step_time, dt, first, min(n, first + block - 1))
      end do
   end subroutine material_update

   subroutine block_update(step_time, dt, first, last)
      real(dp), intent(in) :: step_time, dt
      integer, intent(in) :: first, last
      real(dp), dimension(last - first + 1, 9) :: zero
      real(dp), dimension(last - first + 1, 6) :: old_stress, new_stress, stretch, strain_increment
      real(dp), dimension(last - first + 1, depvar) :: old_state, new_state
      real(dp), dimension(last - first + 1) :: density, old_energy, new_energy, old_lost, new_lost
      integer :: jblock(4 + last - first + 1), i
      zero = 0
      density = rho
      jblock = [last - first + 1, 1, 1, 1, (i, i=first, last)]      ! points, integration point, layer, section point, elements
      old_stress = stress(first:last, :); old_state = state(first:last, :)
      old_energy = energy(first:last); old_lost = lost(first:last)
      stretch = u(first:last, :); strain_increment = strain_inc(first:last, :)
      call vumat(jblock, 3, 3, depvar, 1, 1, 0, step_time, step_time, dt, material, zero, zero, zero, density, &
                 strain_increment, zero, zero, zero, zero, zero, old_stress, old_state, old_energy, old_lost, &
                 zero, stretch, zero, zero, new_stress, new_state, new_energy, new_lost)
      stress(first:last, :) = new_stress; state(first:last, :) = new_state
      energy(first:last) = new_energy; lost(first:last) = new_lost
      if (all(abs(new_stress) <= 0) .and. step_time > 10*dt) then
         print '(2a)', 'no stress; last message of the library: ', ums_last_error()
         stop 1
      end if
   end subroutine block_update

end program bar
