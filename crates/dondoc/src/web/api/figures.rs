//! Official figures and the leader's page, for programs.

use axum::extract::State;
use domain::rights::{ReadReports, See};
use office::figures::{Figures, FiguresQuery};
use office::leader::{LeaderPage, LeaderQuery};

use super::{Api, Operation};
use crate::web::app::Shared;
use crate::web::extract::{Json, Query};
use crate::web::problem::Problem;
use crate::web::session::Signed;

/// The operations.
pub(crate) fn register(api: &mut Api) {
    api.add(
        Operation::get("/api/figures", "figures")
            .tag("figures")
            .query::<FiguresQuery>()
            .output::<Figures>(),
        figures,
    );
    api.add(
        Operation::get("/api/leader", "leader")
            .tag("figures")
            .query::<LeaderQuery>()
            .output::<LeaderPage>(),
        leader,
    );
}

async fn figures(
    signed: Signed,
    State(app): State<Shared>,
    Query(query): Query<FiguresQuery>,
) -> Result<Json<Figures>, Problem> {
    let acting = signed.may::<See>()?;
    let question = query.read(acting.today)?;
    Ok(Json(office::figures::figures(&app.office, &acting, &question).await?))
}

async fn leader(
    signed: Signed,
    State(app): State<Shared>,
    Query(query): Query<LeaderQuery>,
) -> Result<Json<LeaderPage>, Problem> {
    let reading = signed.may::<ReadReports>()?;
    let acting = signed.may::<See>()?;
    Ok(Json(
        office::leader::page(&app.office, &acting, &reading, &query).await?,
    ))
}
