!> Fortran interface of libumatsurrogate.so. The arguments are explained in umat_surrogate.h.
module umat_surrogate
   use, intrinsic :: iso_c_binding, only: c_char, c_double, c_int, c_null_char, c_ptr, c_size_t, c_f_pointer
   implicit none
   private
   public :: umat, vumat, ums_last_error, ums_version

   interface
      !> UMAT under CalculiX's ABAQUSNL conventions. cmname: up to 80 characters, ended by a blank.
      subroutine umat(stress, statev, ddsdde, sse, spd, scd, rpl, ddsddt, drplde, drpldt, stran, dstran, time, dtime, &
                      temp, dtemp, predef, dpred, cmname, ndi, nshr, ntens, nstatv, props, nprops, coords, drot, &
                      pnewdt, celent, dfgrd0, dfgrd1, noel, npt, layer, kspt, jstep, kinc) bind(c, name='umat_')
         import :: c_char, c_double, c_int
         integer(c_int), intent(in) :: ndi, nshr, ntens, nstatv, nprops, noel, npt, layer, kspt, jstep(4), kinc
         real(c_double), intent(inout) :: stress(ntens), statev(nstatv), ddsdde(ntens, ntens)
         real(c_double), intent(inout) :: sse, spd, scd, rpl, ddsddt(ntens), drplde(ntens), drpldt, pnewdt
         real(c_double), intent(in) :: stran(ntens), dstran(ntens), time(2), dtime, temp, dtemp, predef(*), dpred(*)
         character(kind=c_char), intent(in) :: cmname(*)
         real(c_double), intent(in) :: props(*), coords(3), drot(3, 3), celent, dfgrd0(3, 3), dfgrd1(3, 3)
      end subroutine umat

      !> VUMAT of Abaqus/Explicit in double precision, for a block of jblock(1) points. jblock(2) and jblock(5:) are the integration point
      !> and the element numbers; they are needed if the microstructure differs from point to point.
      subroutine vumat(jblock, ndir, nshr, nstatev, nfieldv, nprops, lanneal, steptime, totaltime, dt, cmname, coordmp, &
                       charlength, props, density, straininc, relspininc, tempold, stretchold, defgradold, fieldold, stressold, &
                       stateold, enerinternold, enerinelasold, tempnew, stretchnew, defgradnew, fieldnew, stressnew, statenew, &
                       enerinternnew, enerinelasnew) bind(c, name='vumat_')
         import :: c_char, c_double, c_int
         integer(c_int), intent(in) :: jblock(*), ndir, nshr, nstatev, nfieldv, nprops, lanneal
         real(c_double), intent(in) :: steptime, totaltime, dt
         character(kind=c_char), intent(in) :: cmname(*)
         real(c_double), intent(in) :: coordmp(jblock(1), *), charlength(*), props(*), density(*), straininc(jblock(1), *), &
                                       relspininc(jblock(1), *), tempold(*), stretchold(jblock(1), *), defgradold(jblock(1), *), &
                                       fieldold(jblock(1), *), stressold(jblock(1), *), stateold(jblock(1), *), enerinternold(*), &
                                       enerinelasold(*), tempnew(*), stretchnew(jblock(1), *), defgradnew(jblock(1), *), &
                                       fieldnew(jblock(1), *)
         real(c_double), intent(inout) :: stressnew(jblock(1), *), statenew(jblock(1), *), enerinternnew(*), enerinelasnew(*)
      end subroutine vumat

      function c_last_error(buffer, size) bind(c, name='ums_last_error_message') result(length)
         import :: c_char, c_size_t
         character(kind=c_char), intent(out) :: buffer(*)
         integer(c_size_t), value :: size
         integer(c_size_t) :: length
      end function c_last_error

      function c_version() bind(c, name='ums_version') result(text)
         import :: c_ptr
         type(c_ptr) :: text
      end function c_version
   end interface

contains

   !> The last error message of any thread; empty if there was none.
   function ums_last_error() result(message)
      character(:), allocatable :: message
      character(kind=c_char) :: buffer(4096)
      integer(c_size_t) :: length
      integer :: i
      length = min(c_last_error(buffer, int(size(buffer), c_size_t)), int(size(buffer) - 1, c_size_t))
      allocate (character(int(length)) :: message)
      do i = 1, int(length)
         message(i:i) = buffer(i)
      end do
   end function ums_last_error

   !> Version of the library, for example 0.1.0.
   function ums_version() result(version)
      character(:), allocatable :: version
      character(kind=c_char), pointer :: text(:)
      integer :: length, i
      call c_f_pointer(c_version(), text, [64])
      length = 0
      do while (length < 63)
         if (text(length + 1) == c_null_char) exit
         length = length + 1
      end do
      allocate (character(length) :: version)
      do i = 1, length
         version(i:i) = text(i)
      end do
   end function ums_version

end module umat_surrogate
