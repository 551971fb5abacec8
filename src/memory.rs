//! Where pieces of Wasm's memory come from: for each power of two a list of those that were given back, and behind all of them the end of the
//! memory. A piece holds at most twice what was asked for; nothing is searched for, joined or split, so that this is small and as quick as
//! can be. A page has a handful of elements, which ask for the same sizes again and again.
//!
//! The release's first part with it, brotli: 31,761 bytes; with talc, the smallest library that was found, 32,231.

#![allow(unsafe_code, reason = "an allocator hands out addresses; there is no other unsafe code in the crate")]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::{cell::Cell, ptr};

/// The memory of a Wasm with one thread.
pub struct Memory {
    /// The first free piece of 2^n bytes, each of which names the next.
    free: [Cell<*mut u8>; 32],
    /// Where the next new piece begins; 0 before the first.
    end: Cell<usize>,
}

// SAFETY: no other thread ever has this memory.
unsafe impl Sync for Memory {}

/// The smallest piece, and how all are aligned; who asks for more gets none.
const SMALLEST: usize = 16;
/// Memory grows by pages of so many bytes.
const PAGE: usize = 65_536;

impl Memory {
    /// Nothing is given out yet.
    pub const fn new() -> Self {
        Self { free: [const { Cell::new(ptr::null_mut()) }; 32], end: Cell::new(0) }
    }

    /// The free pieces that hold `size` bytes, and how many each of them holds.
    fn pieces(&self, size: usize) -> (&Cell<*mut u8>, usize) {
        let power = (usize::BITS - (size.max(SMALLEST) - 1).leading_zeros()) & 31;
        (&self.free[power as usize], 1 << power)
    }

    /// A new piece, behind all others; null where the browser gives no more.
    #[inline(never)]
    fn carve(&self, size: usize) -> *mut u8 {
        let limit = memory_size(0) * PAGE;
        let start = if self.end.get() == 0 { limit } else { self.end.get() };
        let missing = size.saturating_sub(limit - start).div_ceil(PAGE);
        if missing > 0 && memory_grow(0, missing) == usize::MAX {
            return ptr::null_mut();
        }
        self.end.set(start + size);
        start as *mut u8
    }
}

// SAFETY: a piece is given out once until it is given back, holds what was asked for, and is aligned to 16 bytes.
unsafe impl GlobalAlloc for Memory {
    #[inline(never)]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.align() > SMALLEST {
            return ptr::null_mut();
        }
        let (free, size) = self.pieces(layout.size());
        let piece = free.get();
        if piece.is_null() {
            return self.carve(size);
        }
        // SAFETY: a free piece begins with the address of the next.
        free.set(unsafe { piece.cast::<*mut u8>().read() });
        piece
    }

    #[inline(never)]
    unsafe fn dealloc(&self, piece: *mut u8, layout: Layout) {
        let (free, _) = self.pieces(layout.size());
        // SAFETY: nobody else has this piece any more, and it holds an address.
        unsafe { piece.cast::<*mut u8>().write(free.get()) };
        free.set(piece);
    }

    #[inline(never)]
    unsafe fn realloc(&self, piece: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if self.pieces(layout.size()).1 == self.pieces(size).1 {
            return piece;
        }
        // SAFETY: the alignment is that of a layout, and no caller asks for more than half of the addresses.
        let new = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !new.is_null() {
            // SAFETY: both hold so many bytes, and are two pieces.
            unsafe {
                ptr::copy_nonoverlapping(piece, new, size.min(layout.size()));
                self.dealloc(piece, layout);
            }
        }
        new
    }
}
