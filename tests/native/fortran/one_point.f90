!> One material point called from Fortran as CalculiX does, in a program with floating-point traps.
program one_point
   use, intrinsic :: iso_c_binding, only: c_char, c_double, c_int
   use, intrinsic :: ieee_arithmetic, only: ieee_is_finite, ieee_value, ieee_quiet_nan
   use umat_surrogate, only: umat, ums_last_error, ums_version
   implicit none
   real(c_double), allocatable :: statev(:), committed(:)
   real(c_double) :: stress(6), ddsdde(6, 6), pnewdt, strain(6), dstrain(6), bad(6)
   character(len=80, kind=c_char) :: cmname
   character(len=16) :: text
   integer :: depvar, status, increment

   call get_environment_variable('UMS_TEST_DEPVAR', text, status=status)
   depvar = 147
   if (status == 0) read (text, *) depvar
   allocate (statev(depvar), committed(depvar))
   cmname = '@ABAQUSNL_UMATSURROGATE@TEST'
   statev = 0
   stress = 0
   strain = 0
   dstrain = [5e-4_c_double, -2.5e-4_c_double, -2.5e-4_c_double, 0._c_double, 0._c_double, 0._c_double]

   do increment = 1, 10
      call evaluate(dstrain, increment)
      call check(pnewdt < 0, 'PNEWDT is left alone by a good evaluation')
      call check(all(ieee_is_finite(stress)) .and. all(ieee_is_finite(ddsdde)), 'stress and tangent are finite')
      strain = strain + dstrain
   end do
   call check(abs(sum(stress(1:3))) < 1e-6_c_double*sum(abs(stress)), 'without volume change the mean stress is zero')

   committed = statev
   bad = dstrain
   bad(1) = ieee_value(1._c_double, ieee_quiet_nan)
   call evaluate(bad, 11)
   call check(abs(pnewdt - 0.25_c_double) < 1e-15_c_double, 'a NaN asks for a smaller increment')
   call check(all(ieee_is_finite(stress)) .and. all(ieee_is_finite(ddsdde)), 'outputs after a NaN are finite')
   call check(all(abs(statev - committed) <= 0), 'the state after a NaN is as it was')
   call check(index(ums_last_error(), 'not a finite number') > 0, 'the message says what was wrong')
   print '(3a,es13.6,a)', 'OnePointWithTraps: passed with libumatsurrogate ', ums_version(), ', sigma11 ', stress(1), ' Pa'

contains

   subroutine evaluate(increment_of_strain, kinc)
      real(c_double), intent(in) :: increment_of_strain(6)
      integer, intent(in) :: kinc
      real(c_double), parameter :: identity(3, 3) = reshape([1, 0, 0, 0, 1, 0, 0, 0, 1], [3, 3])
      real(c_double) :: unused(6), time(2), scalar
      unused = 0
      scalar = 0
      time = 0.5_c_double*(kinc - 1)
      pnewdt = -1
      call umat(stress, statev, ddsdde, scalar, scalar, scalar, scalar, unused, unused, scalar, strain, increment_of_strain, &
                time, 0.5_c_double, 293._c_double, 0._c_double, unused, unused, cmname, 3, 3, 6, depvar, unused, 0, &
                unused(1:3), identity, pnewdt, 1._c_double, identity, identity, 1, 1, 1, 1, [1, 1, 1, 0], kinc)
   end subroutine evaluate

   subroutine check(condition, what)
      logical, intent(in) :: condition
      character(*), intent(in) :: what
      if (condition) return
      print '(4a)', 'FAILED: ', what, ' | last message of the library: ', ums_last_error()
      stop 1
   end subroutine check

end program one_point
