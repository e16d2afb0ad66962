"""Child welfare boards, network committees and exchange meetings: seats, meetings, decisions."""
