//! The router of features: axum's, which also remembers what is mounted, so that a test can walk every route.
//!
//! A feature writes `use super::routes::Router;` and `pub(crate) fn routes() -> Router` as it would with axum's own. The
//! walk is `rights_walk`: a route without a row in its table fails.

use std::convert::Infallible;

use axum::extract::Request;
use axum::response::IntoResponse;
use axum::routing::{MethodRouter, Route};
use tower::{Layer, Service};

use super::app::Shared;

/// See the module.
#[derive(Default)]
pub(crate) struct Router {
    router: axum::Router<Shared>,
    paths: Vec<&'static str>,
}

impl Router {
    /// Nothing mounted yet.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Mounts the methods of a path.
    pub(crate) fn route(mut self, path: &'static str, methods: MethodRouter<Shared>) -> Self {
        self.router = self.router.route(path, methods);
        self.paths.push(path);
        self
    }

    /// Adds the routes of another router.
    pub(crate) fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self.paths.extend(other.paths);
        self
    }

    /// Puts a layer before the routes mounted so far.
    pub(crate) fn route_layer<L>(mut self, layer: L) -> Self
    where
        L: Layer<Route> + Clone + Send + Sync + 'static,
        L::Service: Service<Request> + Clone + Send + Sync + 'static,
        <L::Service as Service<Request>>::Response: IntoResponse + 'static,
        <L::Service as Service<Request>>::Error: Into<Infallible> + 'static,
        <L::Service as Service<Request>>::Future: Send + 'static,
    {
        self.router = self.router.route_layer(layer);
        self
    }

    /// Axum's router, and the paths that were mounted, each once.
    pub(crate) fn finish(mut self) -> (axum::Router<Shared>, Vec<&'static str>) {
        self.paths.sort_unstable();
        self.paths.dedup();
        (self.router, self.paths)
    }
}
