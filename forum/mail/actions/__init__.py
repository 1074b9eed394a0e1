"""What mail does in the database: queue, claim, finish; and members' preferences."""
