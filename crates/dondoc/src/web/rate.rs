//! How often something may be tried: a sliding window per key, in memory. The moment is a parameter.

use std::collections::{HashMap, VecDeque};
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// Keys kept at most; beyond it those that have been quiet the longest go.
const MOST_KEYS: usize = 50_000;

/// Lets `limit` attempts of a key through in any span of `window`.
pub(crate) struct RateLimiter<K> {
    limit: usize,
    window: SignedDuration,
    attempts: Mutex<HashMap<K, VecDeque<Timestamp>>>,
}

impl<K: Eq + Hash + Clone> RateLimiter<K> {
    /// A limiter that has seen nothing.
    pub(crate) fn new(limit: usize, window: SignedDuration) -> Self {
        Self {
            limit,
            window,
            attempts: Mutex::default(),
        }
    }

    /// Counts an attempt.
    ///
    /// # Errors
    /// The seconds until the next one is let through; this one is not counted.
    pub(crate) fn attempt(&self, key: K, now: Timestamp) -> Result<(), u64> {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        if attempts.len() >= MOST_KEYS && !attempts.contains_key(&key) {
            self.forget_quiet(&mut attempts, now);
        }
        let own = attempts.entry(key).or_default();
        while own
            .front()
            .is_some_and(|first| now.duration_since(*first) >= self.window)
        {
            own.pop_front();
        }
        if let Some(first) = own.front()
            && own.len() >= self.limit
        {
            let wait = self.window - now.duration_since(*first);
            return Err(u64::try_from(wait.as_secs()).unwrap_or(0) + 1);
        }
        own.push_back(now);
        Ok(())
    }

    /// Forgets the attempts of a key: it has succeeded.
    pub(crate) fn forget(&self, key: &K) {
        self.attempts.lock().unwrap_or_else(PoisonError::into_inner).remove(key);
    }

    fn forget_quiet(&self, attempts: &mut HashMap<K, VecDeque<Timestamp>>, now: Timestamp) {
        attempts.retain(|_, own| own.back().is_some_and(|last| now.duration_since(*last) < self.window));
        while attempts.len() >= MOST_KEYS {
            let Some(quiet) = attempts
                .iter()
                .min_by_key(|(_, own)| own.back().copied())
                .map(|(key, _)| key.clone())
            else {
                return;
            };
            attempts.remove(&quiet);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn the_window_slides() {
        let limiter = RateLimiter::new(3, SignedDuration::from_secs(60));
        for second in [0, 10, 20] {
            assert_eq!(limiter.attempt("a", at(second)), Ok(()));
        }
        assert_eq!(limiter.attempt("a", at(30)), Err(31));
        assert_eq!(limiter.attempt("b", at(30)), Ok(()));
        assert_eq!(
            limiter.attempt("a", at(60)),
            Ok(()),
            "the first attempt is a minute ago"
        );
        assert_eq!(limiter.attempt("a", at(61)), Err(10));
    }

    #[test]
    fn success_starts_anew() {
        let limiter = RateLimiter::new(1, SignedDuration::from_secs(60));
        assert_eq!(limiter.attempt("a", at(0)), Ok(()));
        limiter.forget(&"a");
        assert_eq!(limiter.attempt("a", at(1)), Ok(()));
    }

    #[test]
    fn memory_is_bounded() {
        let limiter = RateLimiter::new(1, SignedDuration::from_secs(1_000_000));
        for n in 0..=i64::try_from(MOST_KEYS).unwrap() {
            assert_eq!(limiter.attempt(n, at(n)), Ok(()));
        }
        assert_eq!(limiter.attempts.lock().unwrap().len(), MOST_KEYS);
    }
}
