//! What a reader that waits for nothing is given by one that fetches ahead.

/// Bytes before the end of the last read that are kept: a reader with a buffer of its own was given that much more than
/// was asked of it, and comes back for it.
pub const KEPT: usize = 1 << 16;

/// Bytes of a file that were fetched before they are read, and how far it was read.
#[derive(Debug, Default)]
pub struct Window {
    /// Where in the file `bytes` begin.
    start: u64,
    bytes: Vec<u8>,
    /// Where the last read ended.
    next: u64,
}

impl Window {
    /// The bytes from `at` on, as far as they were fetched.
    fn from(&self, at: u64) -> Option<&[u8]> {
        let skipped = usize::try_from(at.checked_sub(self.start)?).ok()?;
        self.bytes.get(skipped..)
    }

    /// Copies what was fetched from `at` on; gives how many bytes these are.
    pub fn copy(&self, at: u64, out: &mut [u8]) -> usize {
        let found = self.from(at).unwrap_or_default();
        let count = found.len().min(out.len());
        out[..count].copy_from_slice(&found[..count]);
        count
    }

    /// Says how far the file was read.
    pub fn reached(&mut self, next: u64) {
        self.next = next;
    }

    /// Where the fetched bytes end in the file.
    pub fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    /// How many bytes are held.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether none are held.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// Takes the bytes that come after [`Self::end`].
    pub fn extend(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Forgets what was read, but for the last [`KEPT`] bytes; whether what is left joins the bytes that come next from a stream that
    /// is open.
    pub fn advance(&mut self) -> bool {
        let joins = self.from(self.next).is_some();
        let start = if joins { self.next.saturating_sub(KEPT as u64).max(self.start) } else { self.next };
        let read = if joins { (start - self.start) as usize } else { self.bytes.len() };
        self.bytes.drain(..read);
        self.start = start;
        joins
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_moves_with_what_was_read_and_keeps_what_a_buffer_may_come_back_for() {
        let size = 3 * KEPT;
        let mut window = Window { start: 0, bytes: (0..size).map(|at| at as u8).collect(), next: 0 };
        let mut out = [0; 4];
        assert_eq!(window.copy(size as u64 - 2, &mut out), 2);
        assert_eq!(window.copy(size as u64, &mut out), 0);
        window.reached(2 * KEPT as u64);
        assert!(window.advance());
        assert_eq!((window.start, window.bytes.len()), (KEPT as u64, 2 * KEPT));
        assert_eq!((window.copy(KEPT as u64 + 5, &mut out), out), (4, [5, 6, 7, 8]));
        assert_eq!(window.copy(0, &mut out), 0, "what is gone is not made up");
    }

    #[test]
    fn a_jump_out_of_the_window_begins_a_new_one() {
        let mut window = Window { start: 10, bytes: vec![1, 2, 3], next: 0 };
        for jump in [0, 9, 14, 1 << 40] {
            window.reached(jump);
            assert!(!window.advance());
            assert_eq!((window.start, window.bytes.len()), (jump, 0));
            window = Window { start: 10, bytes: vec![1, 2, 3], next: 0 };
        }
        window.reached(13);
        assert!(window.advance(), "its very end joins what comes next");
    }
}
